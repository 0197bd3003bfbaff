/**
 * Finds who answers a request: target header, then the service in the credential scope, then Action, then path. It owns
 * this order; what the found one does with the request is its own.
 */
import { targetOf } from "../protocols/aws-json.js";
import { isForm } from "../protocols/aws-query.js";
import type { ApiSurface, PathParameters, PathRoute, RequestHead } from "../protocols/http.js";
import { peekScope } from "../protocols/sigv4-credential.js";

/** Who answers. */
export type Destination =
  | { readonly kind: "api"; readonly surface: ApiSurface }
  | { readonly kind: "path"; readonly route: PathRoute; readonly parameters: PathParameters }
  /** The path is served, but not for this method. */
  | { readonly kind: "method"; readonly allowed: readonly string[] }
  /** An AWS call of a service that is not here. */
  | { readonly kind: "foreign-service" }
  /** A form without a usable signature: only its Action tells; `byAction` finds it once the body is there. */
  | { readonly kind: "form" }
  | { readonly kind: "none" };

/** The way to every surface. */
export interface Routes {
  find(head: RequestHead): Destination;
  byAction(form: string): ApiSurface | undefined;
}

/** Compiles the tables; two surfaces that claim one name are a mistake of the program. */
export function createRoutes(apis: readonly ApiSurface[], paths: readonly PathRoute[]): Routes {
  const byTarget = index(apis, (surface) => surface.targetPrefixes);
  const byService = index(apis, (surface) => surface.signingNames);
  const byAction = index(apis, (surface) => surface.actions);

  function findPath(head: RequestHead): Destination | undefined {
    const method = head.method === "HEAD" ? "GET" : head.method;
    let allowed: string[] | undefined;
    for (const route of paths) {
      const parameters = route.match(head.path);
      if (parameters === undefined) continue;
      if (route.methods.includes(method)) return { kind: "path", route, parameters };
      allowed = [...(allowed ?? []), ...route.methods];
    }
    return allowed === undefined ? undefined : { kind: "method", allowed };
  }

  return {
    find(head) {
      const target = targetOf(head);
      if (target !== undefined && head.path === "/") {
        const surface = byTarget.get(target.prefix);
        return surface === undefined ? { kind: "foreign-service" } : { kind: "api", surface };
      }
      const scope = peekScope(head);
      if (scope !== undefined) {
        const surface = byService.get(scope.service);
        if (surface !== undefined) return { kind: "api", surface };
      }
      const found = findPath(head);
      if (found !== undefined) return found;
      if (head.path !== "/") return { kind: "none" };
      if (head.method === "POST" && isForm(head)) return { kind: "form" };
      const surface = head.rawQuery === "" ? undefined : byAction.get(actionOf(head.rawQuery));
      if (surface !== undefined) return { kind: "api", surface };
      return scope !== undefined || head.method === "POST" ? { kind: "foreign-service" } : { kind: "none" };
    },
    byAction: (form) => byAction.get(actionOf(form)),
  };
}

/** The Action of a form, which needs no decoding: names of actions are letters and digits. */
function actionOf(form: string): string {
  const start = form.startsWith("Action=") ? 0 : form.indexOf("&Action=") + 1;
  if (start === 0 && !form.startsWith("Action=")) return "";
  const end = form.indexOf("&", start);
  return form.slice(start + 7, end < 0 ? undefined : end);
}

function index(
  apis: readonly ApiSurface[],
  namesOf: (surface: ApiSurface) => readonly string[],
): ReadonlyMap<string, ApiSurface> {
  const map = new Map<string, ApiSurface>();
  for (const surface of apis) {
    for (const name of namesOf(surface)) {
      if (map.has(name)) throw new Error(`Two surfaces claim ${name}.`);
      map.set(name, surface);
    }
  }
  return map;
}
