import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Sha256, SignatureV4 } from "../../../test/clients.js";
// The SDK's own signer is the oracle.
import { processorMs } from "../../../test/processor-time.js";
import { FrameworkException } from "../../model/exceptions.js";
import type { HttpRequest } from "./http.js";
import { verifySignature } from "./sigv4.js";
import { canonicalPath } from "./sigv4-canonical.js";
import { peekScope, readSignature } from "./sigv4-credential.js";

interface Signable {
  method: string;
  protocol: string;
  hostname: string;
  path: string;
  query: Record<string, string | string[]>;
  headers: Record<string, string>;
  body?: string;
}
/** Of the signer, what the tests use; it gives back the requests that it is given. */
interface Signer {
  sign(request: Signable, options: { signingDate: Date }): Promise<Signable>;
  presign(request: Signable, options: { signingDate: Date; expiresIn: number }): Promise<Signable>;
}

const now = Date.parse("2026-11-21T10:00:00Z");
const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

function signer(extra: { sessionToken?: string; service?: string; uriEscapePath?: boolean } = {}): Signer {
  const { sessionToken, service = "cognito-idp", uriEscapePath = true } = extra;
  return new SignatureV4({
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    region: "us-west-2",
    service,
    sha256: Sha256,
    uriEscapePath,
    applyChecksum: true,
  }) as Signer;
}

function toRequest(signed: Signable): HttpRequest {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(signed.headers)) headers[name.toLowerCase()] = value;
  const pairs = Object.entries(signed.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`),
  );
  return {
    requestId: "r",
    method: signed.method,
    path: signed.path,
    rawQuery: pairs.join("&"),
    headers,
    remoteAddress: "127.0.0.1",
    secure: false,
    body: Buffer.from(signed.body ?? ""),
  };
}

const plain = (over: Partial<Signable> = {}): Signable => ({
  method: "POST",
  protocol: "http:",
  hostname: "127.0.0.1",
  path: "/",
  query: {},
  headers: {
    host: "127.0.0.1:9229",
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools",
  },
  body: '{"MaxResults":1}',
  ...over,
});

const sign = async (request = plain(), at = now): Promise<HttpRequest> =>
  toRequest(await signer().sign(request, { signingDate: new Date(at) }));

function verify(
  request: HttpRequest,
  over: { at?: number; services?: string[]; secret?: Parameters<typeof verifySignature>[2] } = {},
): void {
  verifySignature(request, readSignature(request)!, over.secret ?? { secretAccessKey }, {
    now: over.at ?? now,
    services: over.services ?? ["cognito-idp"],
  });
}

const withHeader = (request: HttpRequest, name: string, value: string | undefined): HttpRequest => ({
  ...request,
  headers: Object.assign(Object.create(null), request.headers, { [name]: value }),
});

const mismatch = {
  name: "InvalidSignatureException",
  message:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
};

describe("the signature of the SDK", () => {
  test("verifies in the header form", async () => verify(await sign()));

  test("verifies over odd paths, queries and header values", async () => {
    const query = { "a b": "c+d", "*": "~!'()", ü: ["2", "1"], empty: "", "a-": "1", a: "2" };
    const headers = { ...plain().headers, "x-odd": "  two   blanks\tand a tab " };
    verify(await sign(plain({ path: "/a%20b//./c/../d/", query, headers })));
  });

  test("verifies for s3 with the path as it is", async () => {
    const request = plain({ method: "GET", path: "/bucket//a%20b/../c", body: "" });
    delete request.headers["x-amz-target"];
    const s3 = signer({ service: "s3", uriEscapePath: false });
    verify(toRequest(await s3.sign(request, { signingDate: new Date(now) })), { services: ["s3"] });
  });

  test("verifies in the query form until it expires", async () => {
    const request = plain({
      method: "GET",
      body: "",
      headers: { host: "localhost" },
      query: { Action: "GetCallerIdentity" },
    });
    const sts = signer({ service: "sts" });
    const signed = toRequest(await sts.presign(request, { signingDate: new Date(now), expiresIn: 900 }));
    verify(signed, { services: ["sts"] });
    verify(signed, { services: ["sts"], at: now + 900_000 });
    assert.throws(() => verify(signed, { services: ["sts"], at: now + 901_000 }), {
      name: "InvalidSignatureException",
      message: "Signature expired: 20261121T100000Z is now earlier than 20261121T100001Z (20261121T101501Z - 15 min.)",
    });
    const widened = { ...signed, rawQuery: signed.rawQuery.replace("Expires=900", "Expires=9000") };
    assert.throws(() => verify(widened, { services: ["sts"] }), mismatch);
    const other = { ...signed, rawQuery: signed.rawQuery.replace("GetCallerIdentity", "AssumeRole") };
    assert.throws(() => verify(other, { services: ["sts"] }), mismatch);
  });

  test("demands the session token of temporary credentials, and no other", async () => {
    const temporary = signer({ sessionToken: "TOKEN/+=" });
    const signed = toRequest(await temporary.sign(plain(), { signingDate: new Date(now) }));
    const unrecognized = {
      name: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    };
    verify(signed, { secret: { secretAccessKey, sessionToken: "TOKEN/+=" } });
    assert.throws(() => verify(signed, { secret: { secretAccessKey, sessionToken: "OTHER/+=" } }), unrecognized);
    assert.throws(() => verify(signed), unrecognized);
    assert.throws(() => verify(signed, { secret: { secretAccessKey, sessionToken: "TOKEN/+=", expiresAt: now } }), {
      name: "ExpiredTokenException",
    });
    const plainSigned = await sign();
    assert.throws(() => verify(plainSigned, { secret: { secretAccessKey, sessionToken: "TOKEN/+=" } }), unrecognized);
  });
});

describe("T-32 every signed part counts", () => {
  const cases: readonly [string, (request: HttpRequest) => HttpRequest][] = [
    ["method", (r) => ({ ...r, method: "PUT" })],
    ["path", (r) => ({ ...r, path: "/x" })],
    ["query", (r) => ({ ...r, rawQuery: "x=1" })],
    ["body", (r) => ({ ...r, body: Buffer.from('{"MaxResults":2}') })],
    ["host", (r) => withHeader(r, "host", "evil.example")],
    ["target", (r) => withHeader(r, "x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool")],
    ["removed target", (r) => withHeader(r, "x-amz-target", undefined)],
    ["content type", (r) => withHeader(r, "content-type", "text/plain")],
    ["date", (r) => withHeader(r, "x-amz-date", "20261121T100100Z")],
    ["declared hash", (r) => withHeader(r, "x-amz-content-sha256", "0".repeat(64))],
    ["unsigned payload", (r) => withHeader(r, "x-amz-content-sha256", "UNSIGNED-PAYLOAD")],
    ["signature", (r) => editAuthorization(r, /Signature=./, (s) => s.replace(/.$/, s.endsWith("0") ? "1" : "0"))],
    ["region", (r) => editAuthorization(r, "us-west-2", () => "us-east-1")],
    ["list of signed headers", (r) => editAuthorization(r, "content-type;", () => "")],
  ];
  for (const [what, mutate] of cases) {
    test(what, async () => {
      const signed = await sign();
      verify(signed);
      assert.throws(() => verify(mutate(signed)), mismatch);
    });
  }

  test("body hash may not be replaced together with its header", async () => {
    const signed = await sign();
    const body = Buffer.from('{"MaxResults":2}');
    const declared = withHeader(signed, "x-amz-content-sha256", createHash("sha256").update(body).digest("hex"));
    assert.throws(() => verify({ ...declared, body }), mismatch);
  });

  test("another secret", async () => {
    const signed = await sign();
    verify(signed);
    assert.throws(() => verify(signed, { secret: { secretAccessKey: "other" } }), mismatch);
  });

  test("service", async () => {
    const signed = await sign();
    assert.throws(() => verify(signed, { services: ["sts"] }), {
      name: "InvalidSignatureException",
      message: "Credential should be scoped to correct service: 'sts'. ",
    });
  });

  test("day of the credential scope", async () => {
    const signed = editAuthorization(await sign(), "/20261121/", () => "/20261120/");
    assert.throws(() => verify(signed), {
      name: "InvalidSignatureException",
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261120' != '20261121', from '20261121T100000Z'.",
    });
  });

  test("date window of five minutes, both ways", async () => {
    const signed = await sign();
    verify(signed, { at: now + 300_000 });
    verify(signed, { at: now - 300_000 });
    assert.throws(() => verify(signed, { at: now + 301_000 }), {
      message: "Signature expired: 20261121T100000Z is now earlier than 20261121T100001Z (20261121T100501Z - 5 min.)",
    });
    assert.throws(() => verify(signed, { at: now - 301_000 }), {
      message:
        "Signature not yet current: 20261121T100000Z is still later than 20261121T095959Z (20261121T095459Z + 5 min.)",
    });
  });

  test("host and target must be among the signed headers, however well the rest is signed", () => {
    assert.throws(() => verify(handSigned("x-amz-date;x-amz-target")), { message: /'Host' or ':authority' must be/ });
    assert.throws(() => verify(handSigned("host;x-amz-date")), { message: /'x-amz-target' must be/ });
    verify(handSigned("host;x-amz-date;x-amz-target"));
  });
});

/** A correct signature over any list of headers, which the SDK's signer does not make. */
function handSigned(signedHeaders: string): HttpRequest {
  const headers: Record<string, string> = { host: "h", "x-amz-date": "20261121T100000Z", "x-amz-target": "a.b" };
  const lines = signedHeaders.split(";").map((name) => `${name}:${headers[name]}\n`);
  const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const canonical = `POST\n/\n\n${lines.join("")}\n${signedHeaders}\n${emptyHash}`;
  return attach(headers, canonical, signedHeaders, "20261121", "20261121T100000Z", "us-east-1", "cognito-idp");
}

function attach(
  headers: Record<string, string>,
  canonical: string,
  signedHeaders: string,
  day: string,
  timestamp: string,
  region: string,
  service: string,
): HttpRequest {
  const scope = `${day}/${region}/${service}/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  let key: Buffer | string = `AWS4${secretAccessKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(`AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${hash}`).digest("hex");
  return {
    requestId: "r",
    method: "POST",
    path: "/",
    rawQuery: "",
    headers: Object.assign(Object.create(null), headers, {
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope},SignedHeaders=${signedHeaders},Signature=${signature}`,
    }),
    remoteAddress: "",
    secure: false,
    body: Buffer.alloc(0),
  };
}

function editAuthorization(request: HttpRequest, what: string | RegExp, how: (found: string) => string): HttpRequest {
  return withHeader(request, "authorization", request.headers["authorization"]!.replace(what, how));
}

describe("the published test vectors", () => {
  const at = Date.parse("2015-08-30T12:36:00Z");
  const vectors: readonly {
    readonly name: string;
    readonly method?: string;
    readonly path?: string;
    readonly query?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly signature: string;
  }[] = [
    { name: "get-vanilla", signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31" },
    {
      name: "get-slashes",
      path: "//./x/..",
      signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    },
    {
      name: "get-space",
      path: "/example space/",
      signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    },
    { name: "get-utf8", path: "/ሴ", signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85" },
    {
      name: "get-vanilla-query-order-key-case",
      query: "Param2=value2&Param1=value1",
      signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    },
    {
      name: "get-header-key-duplicate",
      headers: { "my-header1": "value2,value2,value1" },
      signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    },
    {
      name: "get-header-value-trim",
      headers: { "my-header1": "value1", "my-header2": '"a   b   c"' },
      signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    },
    {
      name: "post-vanilla",
      method: "POST",
      signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    },
    {
      name: "post-x-www-form-urlencoded",
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Param1=value1",
      signature: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    },
  ];
  for (const vector of vectors) {
    test(vector.name, () => {
      const headers: Record<string, string> = {
        host: "example.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        ...vector.headers,
      };
      const names = Object.keys(headers).sort().join(";");
      const request: HttpRequest = {
        requestId: "r",
        method: vector.method ?? "GET",
        path: vector.path ?? "/",
        rawQuery: vector.query ?? "",
        headers: {
          ...headers,
          authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names}, Signature=${vector.signature}`,
        },
        remoteAddress: "",
        secure: false,
        body: Buffer.from(vector.body ?? ""),
      };
      verify(request, { at, services: ["service"] });
      assert.throws(() => verify({ ...request, method: "DELETE" }, { at, services: ["service"] }), mismatch);
    });
  }
});

describe("the shape of a signature", () => {
  const head = (authorization: string, date: string | undefined = "20261121T100000Z") =>
    ({ ...toRequest(plain()), headers: { authorization, "x-amz-date": date } }) as HttpRequest;
  const good = `AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;

  test("no authorization is no signature", () => assert.equal(readSignature(toRequest(plain())), undefined));

  test("a complete one is read", () => {
    const read = readSignature(head(good))!;
    assert.deepEqual(read.scope, {
      accessKeyId: "test",
      date: "20261121",
      region: "us-east-1",
      service: "cognito-idp",
    });
    assert.deepEqual(peekScope(head(good)), read.scope);
    assert.equal(read.signedAt, now);
  });

  test("the missing parts are named", () => {
    assert.throws(() => readSignature(head("AWS4-HMAC-SHA256 x", undefined as never)), {
      name: "IncompleteSignatureException",
      message: /'Credential' parameter\. .*'Signature' parameter\. .*'SignedHeaders' parameter\./,
    });
  });

  for (const [what, bad] of [
    ["bearer token", "Bearer abc"],
    ["another algorithm", good.replace("SHA256", "SHA1")],
    ["four parts", good.replace("/us-east-1", "")],
    ["six parts", good.replace("/us-east-1", "/us/east")],
    ["bad day", good.replace("20261121", "2026112")],
    ["bad region", good.replace("us-east-1", "us_east<1>")],
    ["bad terminator", good.replace("aws4_request", "aws4")],
    ["short signature", good.replace(/0$/, "")],
    ["no hex", good.replace(/0$/, "g")],
    ["capital header name", good.replace("=host", "=Host")],
  ] as const) {
    test(`is incomplete with ${what}`, () => {
      assert.throws(() => readSignature(head(bad)), { name: "IncompleteSignatureException" });
    });
  }

  test("a date that is none is incomplete", () => {
    for (const date of ["20261321T100000Z", "2026-11-21T10:00:00Z", "x"]) {
      assert.throws(() => readSignature(head(good, date)), { name: "IncompleteSignatureException" });
    }
  });

  test("R-10 any text gives a signature or a typed exception", () => {
    const fragments = fc.constantFrom(
      "Credential=",
      "SignedHeaders=",
      "Signature=",
      "AWS4-HMAC-SHA256 ",
      ",",
      ";",
      "/",
      "%",
      "=",
      "&",
    );
    const text = fc
      .array(fc.oneof(fragments, fc.string({ maxLength: 12 })), { maxLength: 20 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, text, (authorization, rawQuery) => {
        for (const request of [
          head(authorization),
          { ...toRequest(plain()), rawQuery: `X-Amz-Algorithm=${rawQuery}` },
        ]) {
          peekScope(request);
          try {
            const read = readSignature(request);
            if (read !== undefined) verifySignature(request, read, { secretAccessKey }, { now, services: ["x"] });
          } catch (error) {
            assert.ok(error instanceof FrameworkException, String(error));
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

test("T-38 a long path of dots and slashes is normalised in no time", () => {
  const cost = processorMs(() => canonicalPath("/..".repeat(100_000), "encoded-twice"));
  assert.ok(cost < 500, `${cost} ms`);
});
