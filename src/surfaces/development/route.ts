/** Owns what the development routes have in common: only pages of this server may call them, and bodies are small. */
import {
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  type PathParameters,
  type PathRoute,
} from "../protocols/http.js";

/** A route at a path, or at the paths that fit; named groups are its parameters. */
export function route(
  method: "GET" | "POST",
  path: string | RegExp,
  handle: (request: HttpRequest, parameters: PathParameters) => Promise<HttpResponse>,
): PathRoute {
  return {
    name: typeof path === "string" ? path : "/_poolhouse/*",
    methods: [method],
    browsers: "same-origin",
    maxBodyBytes: 4096,
    match(asked) {
      if (typeof path === "string") return asked === path ? {} : undefined;
      const found = asked.length > 256 ? null : path.exec(asked);
      return found === null ? undefined : { ...found.groups };
    },
    handle,
  };
}

/** The caller is told what to send instead. */
export function bad(message: string): HttpResponse {
  return jsonResponse(400, { message });
}
