/**
 * A surface that is loaded when somebody first asks for it: what the gateway needs to find it is known before, all else is
 * the surface's own. Most servers never meet the services beside user pools, and none should wait for them at its start.
 */
import type { ApiSurface } from "./http.js";

/** What the gateway finds a surface by. */
export type SurfaceNames = Pick<ApiSurface, "name" | "targetPrefixes" | "signingNames" | "actions">;

/** Stands for a surface until it is there; `load` may be asked again and again, and answers the same one. */
export function lateSurface(names: SurfaceNames, load: () => Promise<ApiSurface>): ApiSurface {
  return {
    ...names,
    reception: async (head) => (await load()).reception(head),
    handle: async (request) => (await load()).handle(request),
    refuse: async (head, exception) => (await load()).refuse(head, exception),
  };
}
