/**
 * Owns the two documents of a pool that verifiers fetch without being anybody: the key set and the OpenID configuration.
 * Keys are `services/tokens/signing-keys`; the endpoints that a domain of the pool serves are not open yet and so not announced.
 */
import type { UserPool } from "../../domain/user-pool.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import type { SigningKeyRing } from "../../services/tokens/signing-keys.js";
import type { IssuerOf } from "../../services/tokens/token-desk.js";
import { type HttpResponse, jsonResponse, type PathRoute } from "../protocols/http.js";

/** What the documents are made of. */
export interface WellKnownNeeds {
  readonly store: Pick<Tables, "userPools">;
  readonly signingKeys: SigningKeyRing;
  readonly issuerOf: IssuerOf;
  /** Without a slash at the end. */
  readonly publicUrl: () => string;
}

/** A pool id as the model has it, in front of `/.well-known/` and the name of a document. */
const documentPath = /^\/([\w-]{1,45}_[0-9a-zA-Z]{1,40})\/\.well-known\/([a-z.-]{1,40})$/;

/** Keys are made once and never change; an hour keeps verifiers fast and lets a deleted pool be forgotten. */
const cacheControl = "public, max-age=3600";

/** The routes of both documents. */
export function wellKnownRoutes(needs: WellKnownNeeds): readonly PathRoute[] {
  const { signingKeys, issuerOf, publicUrl } = needs;
  return [
    document("jwks.json", needs, (pool) => signingKeys.keySet(pool.id)),
    document("openid-configuration", needs, async (pool) => ({
      id_token_signing_alg_values_supported: ["RS256"],
      issuer: issuerOf(pool),
      // Where the keys really are, also when tokens name the issuer that AWS would have.
      jwks_uri: `${publicUrl()}/${pool.id}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      scopes_supported: ["openid", "email", "phone", "profile"],
      subject_types_supported: ["public"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    })),
  ];
}

function document(
  name: "jwks.json" | "openid-configuration",
  { store }: WellKnownNeeds,
  contents: (pool: UserPool) => Promise<unknown>,
): PathRoute {
  return {
    name: `well-known/${name}`,
    methods: ["GET"],
    browsers: "any-origin",
    cacheable: true,
    match(path) {
      const parts = documentPath.exec(path);
      return parts?.[2] === name ? { poolId: parts[1] ?? "" } : undefined;
    },
    async handle(_request, { poolId = "" }) {
      try {
        const response = jsonResponse(200, await contents(await userPoolOrThrow(store, poolId)));
        return { ...response, headers: { ...response.headers, "cache-control": cacheControl } };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return notFound(error);
        throw error;
      }
    },
  };
}

function notFound(error: ResourceNotFoundException): HttpResponse {
  const response = jsonResponse(404, { message: error.message });
  return {
    ...response,
    headers: { ...response.headers, "x-amzn-errortype": error.wireName },
    errorName: error.wireName,
  };
}
