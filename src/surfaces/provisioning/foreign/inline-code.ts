/**
 * Owns code that stands in a template: Lambda puts it into a zip, in a file whose name the runtime decides, beside a module
 * with which functions answer for custom resources. Zips are written here; nothing reads one.
 */
import { crc32, deflateRawSync } from "node:zlib";
import { HandlerError } from "../resources/handler-error.js";

/** As CloudFormation limits code in a template, in bytes. */
const maxInline = 4 * 1024 * 1024;

/** The package that Lambda makes of code in a template. Throws HandlerError where the runtime takes none. */
export function inlinePackage(code: string, runtime: string): Buffer {
  const name = fileName(runtime);
  if (name === undefined) {
    throw new HandlerError(
      "InvalidRequest",
      "ZipFile can only be used when Runtime is set to a version of nodejs or python.",
    );
  }
  const bytes = Buffer.from(code, "utf8");
  if (bytes.length === 0 || bytes.length > maxInline) {
    throw new HandlerError("InvalidRequest", `ZipFile must have between 1 and ${maxInline} bytes.`);
  }
  return zipOf([{ name, content: bytes }, besideOf(runtime)]);
}

/** The module that Lambda lays beside code in a template: it puts the answer of a custom resource to its address. */
function besideOf(runtime: string): PackedFile {
  return runtime.startsWith("python")
    ? { name: "cfnresponse.py", content: Buffer.from(pythonResponse) }
    : { name: "node_modules/cfn-response.js", content: Buffer.from(nodeResponse) };
}

const nodeResponse = `"use strict";
exports.SUCCESS = "SUCCESS";
exports.FAILED = "FAILED";
exports.send = async (event, context, Status, Data = {}, PhysicalResourceId = context.logStreamName, NoEcho = false) => {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const Reason = "See the log of " + context.functionName;
  const body = JSON.stringify({ Status, Reason, PhysicalResourceId, StackId, RequestId, LogicalResourceId, NoEcho, Data });
  await fetch(ResponseURL, { method: "PUT", body });
  if (typeof context.done === "function") context.done();
};
`;

const pythonResponse = `import json
import urllib.request

SUCCESS = "SUCCESS"
FAILED = "FAILED"


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    body = {
        "Status": responseStatus,
        "Reason": reason or "See the log of " + context.function_name,
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    }
    data = json.dumps(body).encode("utf-8")
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], data=data, method="PUT"))
`;

interface PackedFile {
  readonly name: string;
  readonly content: Buffer;
}

function fileName(runtime: string): string | undefined {
  if (runtime.startsWith("nodejs")) return "index.js";
  return runtime.startsWith("python") ? "index.py" : undefined;
}

/** A zip of deflated files. It has no time of day in it, so that the same code has the same hash. */
function zipOf(files: readonly PackedFile[]): Buffer {
  const entries: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const title = Buffer.from(name);
    const packed = deflateRawSync(content);
    // Version, flags, method, time, date (1980-01-01), checksum, sizes, length of the name, length of extra fields.
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt16LE(0x21, 8);
    facts.writeUInt32LE(crc32(content), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(content.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const entry = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), facts, title, packed]);
    const made = Buffer.alloc(2);
    // Made on Unix, so that the file has a mode: anyone may read it.
    made.writeUInt16LE((3 << 8) | 20);
    const place = Buffer.alloc(14);
    place.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    place.writeUInt32LE(offset, 10);
    entries.push(entry);
    listed.push(Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), made, facts, place, title]));
    offset += entry.length;
  }
  const directory = Buffer.concat(listed);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...entries, directory, end]);
}
