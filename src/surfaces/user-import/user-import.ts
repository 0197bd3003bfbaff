/**
 * The address that files of user import jobs are uploaded to: it speaks as S3 does about a pre-signed PUT, which is what
 * scripts expect behind the PreSignedUrl. Who may upload, and keeping the bytes, is the service's.
 */
import { uploadPath } from "../../services/user-import/user-import-jobs.js";
import {
  type UploadRefusal,
  UploadRefused,
  type UserImportUploads,
} from "../../services/user-import/user-import-upload.js";
import type { HttpResponse, PathRoute, RequestHead } from "../protocols/http.js";
import { xmlElement } from "../protocols/xml.js";

/** Pool and job; nothing else can be a name of either. */
const uploadTarget = /^\/([\w-]{1,55})\/(import-[0-9a-zA-Z-]{1,48})$/;

/** A failure in S3's words. */
interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

const signatureDiffers: Failure = {
  status: 403,
  code: "SignatureDoesNotMatch",
  message:
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
};

const refusals: Readonly<Record<UploadRefusal, Failure>> = {
  unknown: signatureDiffers,
  expired: { status: 403, code: "AccessDenied", message: "Request has expired" },
  used: { status: 403, code: "AccessDenied", message: "The file of this import job was uploaded before." },
  "too-large": {
    status: 400,
    code: "EntityTooLarge",
    message: "Your proposed upload exceeds the maximum allowed size",
  },
  "too-slow": {
    status: 400,
    code: "RequestTimeout",
    message: "Your socket connection to the server was not read from or written to within the timeout period.",
  },
};

const lengthMissing: Failure = {
  status: 411,
  code: "MissingContentLength",
  message: "You must provide the Content-Length HTTP header.",
};

/** The route of uploads. */
export function userImportUploadRoute({ uploads }: { readonly uploads: UserImportUploads }): PathRoute {
  return {
    name: "user-import",
    methods: ["PUT"],
    browsers: "same-origin",
    match(path) {
      if (!path.startsWith(uploadPath)) return undefined;
      const target = uploadTarget.exec(path.slice(uploadPath.length));
      return target === null ? undefined : { poolId: target[1]!, jobId: target[2]! };
    },
    handle: async (request) => failed(lengthMissing, request),
    async receive(head, { poolId = "", jobId = "" }, body) {
      const query = new URLSearchParams(head.rawQuery);
      const ticket = { poolId, jobId, expires: query.get("expires") ?? "", signature: query.get("signature") ?? "" };
      // Part of what a pre-signed URL of the service signs: without it the signature does not match there either.
      const encryption = head.headers["x-amz-server-side-encryption"];
      if (encryption !== "aws:kms") return failed(signatureDiffers, head);
      const length = head.headers["content-length"];
      if (length === undefined) return failed(lengthMissing, head);
      try {
        const digest = await uploads.receive(ticket, Number(length), body);
        return {
          status: 200,
          headers: {
            etag: `"${digest}"`,
            "x-amz-server-side-encryption": encryption,
            "x-amz-request-id": head.requestId,
          },
          body: "",
        };
      } catch (error) {
        if (error instanceof UploadRefused) return failed(refusals[error.refusal], head);
        throw error;
      }
    },
  };
}

function failed({ status, code, message }: Failure, head: RequestHead): HttpResponse {
  const error = { Code: code, Message: message, Resource: head.path, RequestId: head.requestId };
  return {
    status,
    headers: { "content-type": "application/xml", "x-amz-request-id": head.requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement("Error", error)}`,
    errorName: code,
  };
}
