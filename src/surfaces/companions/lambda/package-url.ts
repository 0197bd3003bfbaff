/**
 * Owns the addresses under which packages can be fetched: of functions and layers, for whoever was told one, for ten
 * minutes. What an address is worth stands sealed in itself; it needs no signature.
 */

import { jsonResponse, type PathRoute } from "../../protocols/http.js";
import type { CompanionNeeds } from "../companions.js";

type Needs = Pick<CompanionNeeds, "store" | "clock" | "keyring" | "publicUrl">;

interface Place {
  /** Of the content. */
  readonly id: string;
  readonly until: number;
}

const scope = { purpose: "lambda-package-url" };
const pathStart = "/lambda-package/";
/** As AWS signs them. */
const validMs = 10 * 60_000;

/** Makes the address of a content. */
export type PackageUrl = (id: string) => string;

/** Addresses of this server. */
export function packageUrls({ clock, keyring, publicUrl }: Omit<Needs, "store">): PackageUrl {
  return (id) =>
    `${publicUrl()}${pathStart}${keyring.sealText(scope, { id, until: clock.now() + validMs } satisfies Place)}`;
}

/** Where they lead. */
export function packageRoute({ store, clock, keyring }: Omit<Needs, "publicUrl">): PathRoute {
  return {
    name: "lambda-package",
    methods: ["GET"],
    browsers: "same-origin",
    match: (path) => (path.startsWith(pathStart) ? { token: path.slice(pathStart.length) } : undefined),
    async handle(_request, { token = "" }) {
      const place = keyring.openText<Place>(scope, token);
      if (place === undefined) return jsonResponse(403, { message: "The address is not one of this server's." });
      if (clock.now() > place.until) return jsonResponse(403, { message: "Request has expired" });
      const body = await store.companionContents.get(place.id);
      if (body === undefined) return jsonResponse(404, { message: "The package is not there any more." });
      return { status: 200, headers: { "content-type": "application/zip" }, body };
    },
  };
}
