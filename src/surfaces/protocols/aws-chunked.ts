/**
 * Reads the `aws-chunked` form of bodies: sized chunks, each perhaps signed, and trailers after the last. It owns the
 * framing; whether signatures and checksums are right is decided by those who asked.
 */

/** A body in this form, taken apart. */
export interface AwsChunked {
  /** The last one is empty. */
  readonly chunks: readonly { readonly data: Buffer; readonly signature: string | undefined }[];
  /** Names in lower case, in order; the signature over them is not among them. */
  readonly trailers: readonly (readonly [name: string, value: string])[];
  readonly trailerSignature: string | undefined;
}

const longestLine = 1024;
const maxTrailers = 16;
const sizeForm = /^[0-9a-fA-F]{1,8}$/;
const lineEnd = Buffer.from("\r\n");
const signaturePrefix = "chunk-signature=";
const trailerSignatureName = "x-amz-trailer-signature";

/** The parts of a body; undefined when it is not in this form, or ends before its end. */
export function readAwsChunked(body: Buffer): AwsChunked | undefined {
  const chunks: { data: Buffer; signature: string | undefined }[] = [];
  let at = 0;
  const line = (): string | undefined => {
    const end = body.indexOf(lineEnd, at);
    if (end < 0 || end - at > longestLine) return undefined;
    const text = body.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  for (;;) {
    const head = line();
    if (head === undefined) return undefined;
    const semicolon = head.indexOf(";");
    const size = semicolon < 0 ? head : head.slice(0, semicolon);
    const extension = semicolon < 0 ? undefined : head.slice(semicolon + 1).trim();
    if (!sizeForm.test(size)) return undefined;
    if (extension !== undefined && !extension.startsWith(signaturePrefix)) return undefined;
    const length = Number.parseInt(size, 16);
    const signature = extension?.slice(signaturePrefix.length);
    if (length === 0) {
      chunks.push({ data: body.subarray(at, at), signature });
      break;
    }
    if (at + length + 2 > body.length || body.indexOf(lineEnd, at + length) !== at + length) return undefined;
    chunks.push({ data: body.subarray(at, at + length), signature });
    at += length + 2;
  }
  const trailers: (readonly [string, string])[] = [];
  let trailerSignature: string | undefined;
  for (;;) {
    // Some writers leave the empty line at the very end away.
    const text = at === body.length ? "" : line();
    if (text === undefined || trailers.length > maxTrailers) return undefined;
    if (text === "") return at === body.length ? { chunks, trailers, trailerSignature } : undefined;
    const colon = text.indexOf(":");
    if (colon < 1) return undefined;
    const name = text.slice(0, colon).trim().toLowerCase();
    const value = text.slice(colon + 1).trim();
    if (name === trailerSignatureName) trailerSignature = value;
    else trailers.push([name, value]);
  }
}
