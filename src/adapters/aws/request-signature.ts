/** Signature Version 4 of a request that this server sends to a service of AWS. Checking those of others is the surfaces' work. */
import { createHash, createHmac } from "node:crypto";

/** What a request is signed with. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request that is about to be sent; a POST unless it says otherwise. */
export interface OutgoingRequest {
  readonly method?: "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The headers of a request with its signature; `now` is wall time in milliseconds. */
export function signedHeaders(
  { method = "POST", url, headers, body }: OutgoingRequest,
  scope: { readonly region: string; readonly service: string; readonly now: number },
  key: SigningKey,
): Record<string, string> {
  const time = new Date(scope.now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const credentialScope = `${time.slice(0, 8)}/${scope.region}/${scope.service}/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-date": time,
    // S3 wants to be told, and takes the path as it is.
    ...(scope.service === "s3" ? { "x-amz-content-sha256": sha256(body) } : {}),
    ...(key.sessionToken === undefined ? {} : { "x-amz-security-token": key.sessionToken }),
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]?.trim()}\n`).join("");
  // Every other service wants it encoded a second time.
  const path = scope.service === "s3" ? url.pathname : url.pathname.split("/").map(encode).join("/");
  const canonical = `${method}\n${path}\n\n${lines}\n${names.join(";")}\n${sha256(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${credentialScope}\n${sha256(canonical)}`;
  let derived: Buffer | string = `AWS4${key.secretAccessKey}`;
  for (const part of credentialScope.split("/")) derived = createHmac("sha256", derived).update(part).digest();
  const signature = createHmac("sha256", derived).update(toSign).digest("hex");
  const { host: _, ...sent } = all;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${credentialScope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

function encode(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
