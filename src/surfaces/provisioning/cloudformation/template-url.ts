/**
 * Finds the text of a template by its URL, in this server's own buckets only: whatever form a client gives the URL, it is
 * read as a bucket and a key, and nothing is ever fetched (T-21, T-49).
 */
import { ServiceException } from "../../../model/exceptions.js";
import type { CompanionCall } from "../../protocols/companion.js";
import { ValidationError } from "../stacks/exceptions.js";

const seeAlso = "\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html";
const unsupported = "TemplateURL must be a supported URL.";

/** Where a template lies. */
export interface TemplatePlace {
  readonly bucket: string;
  readonly key: string;
  /** The URL names S3 itself, or this machine; of another host, only what is in our buckets is meant. */
  readonly isCertain: boolean;
}

/** `s3`, `s3.eu-west-1`, `s3-eu-west-1`, `s3.dualstack.eu-west-1`, with a bucket before them or not. */
const s3Host = /^(?:([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.)?s3(?:[.-][a-z0-9-]{1,32}){0,2}\.amazonaws\.com(?:\.cn)?$/;
const loopback = /^(?:localhost|127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|\[::1\])$/;

/** The bucket and the key that a URL names. Throws ValidationError. */
export function templatePlace(url: string): TemplatePlace {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new ValidationError(unsupported);
  }
  const path = decoded(parsed.pathname);
  const host = parsed.hostname.toLowerCase();
  if (parsed.protocol === "s3:") return checked(host, path.slice(1), true);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") throw new ValidationError(unsupported);
  const s3 = s3Host.exec(host);
  if (s3?.[1] !== undefined) return checked(s3[1], path.slice(1), true);
  if (host.endsWith(".localhost") && !host.startsWith("s3.")) {
    return checked(host.slice(0, -".localhost".length), path.slice(1), true);
  }
  const slash = path.indexOf("/", 1);
  if (slash < 0) throw new ValidationError(unsupported);
  return checked(path.slice(1, slash), path.slice(slash + 1), s3 !== null || loopback.test(host));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ValidationError(unsupported);
  }
}

function checked(bucket: string, key: string, isCertain: boolean): TemplatePlace {
  if (bucket === "" || key === "") throw new ValidationError(unsupported);
  return { bucket, key, isCertain };
}

/** The text that a URL leads to, read with the rights of the caller. Throws ValidationError in CloudFormation's words. */
export async function templateByUrl(companion: CompanionCall, url: string): Promise<string> {
  const { bucket, key, isCertain } = templatePlace(url);
  try {
    const { Body } = await companion("s3", "GetObject", { Bucket: bucket, Key: key });
    return (Body as Buffer).toString("utf8");
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    if (error.wireName === "NoSuchBucket" && !isCertain) throw new ValidationError(unsupported);
    const denied = error.wireName === "AccessDeniedException";
    throw new ValidationError(`S3 error: ${denied ? "Access Denied" : error.message}${seeAlso}`);
  }
}
