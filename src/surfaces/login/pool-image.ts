/**
 * Owns the address of a logo of the classic pages: it answers the image that SetUICustomization stored, as long as it is
 * the one in force. What a logo may be is `domain/appearance/ui-customization`.
 */
import { logoMediaType, type UiCustomization } from "../../domain/appearance/ui-customization.js";
import type { Tables } from "../../ports/store.js";
import type { HttpResponse, PathRoute } from "../protocols/http.js";

/** What the route is made over. */
export interface PoolImageNeeds {
  readonly store: Pick<Tables, "poolSettings">;
}

/** Pool, owner (a client or `ALL`) and version. */
const imagePath = /^\/([\w-]{1,45}_[0-9a-zA-Z]{1,40})\/([\w+]{1,128})\/(\d{14})\/assets\/images\/image\.jpg$/;

const notFound: HttpResponse = { status: 404, headers: { "content-type": "text/plain" }, body: "Not found\n" };

/** The route of the logos. Pages of applications may show them as well. */
export function poolImageRoute({ store }: PoolImageNeeds): PathRoute {
  return {
    name: "pool-image",
    methods: ["GET"],
    browsers: "any-origin",
    cacheable: true,
    maxBodyBytes: 0,
    match(path) {
      const parts = imagePath.exec(path);
      return parts === null ? undefined : { poolId: parts[1]!, owner: parts[2]!, version: parts[3]! };
    },
    async handle(_request, { poolId = "", owner = "", version = "" }) {
      const setting = await store.poolSettings.get<UiCustomization>({ poolId, kind: "ui-customization", id: owner });
      const { image, version: current } = setting?.document ?? {};
      if (image === undefined || current !== version) return notFound;
      const body = Buffer.from(image, "base64");
      const type = logoMediaType(body);
      if (type === undefined) return notFound;
      return {
        status: 200,
        headers: {
          "content-type": type,
          // Versions are seconds: two logos set within one have the same address.
          "cache-control": "public, max-age=60",
          // Somebody's file on this server's origin: never more than an image (T-45).
          "content-security-policy": "default-src 'none'; sandbox",
        },
        body,
      };
    },
  };
}
