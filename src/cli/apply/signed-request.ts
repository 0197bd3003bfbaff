/** Signature Version 4 of what a command asks a server. Verifying any request is the server's `protocols/sigv4.ts`. */
import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "../../config.js";

/** A request without a query. */
export interface PlainRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request and its signature, made now. */
export function signedHeaders(
  { method, url, headers, body }: PlainRequest,
  by: { readonly region: string; readonly service: string; readonly credentials: Credentials },
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = by.credentials;
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${by.region}/${by.service}/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-date": time,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join("");
  // Encoded a second time, as every service but S3 wants it.
  const path = url.pathname.split("/").map(encodeURIComponent).join("/");
  const canonical = `${method}\n${path}\n\n${lines}\n${names.join(";")}\n${sha256(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  let key: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const { host: _, ...sent } = all;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
