import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  DeleteUserPoolCommand,
  InitiateAuthCommand,
  ListTagsForResourceCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolsCommand,
  SignUpCommand,
} from "../../../test/clients.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { systemClock } from "../../adapters/time/system-clock.js";
import { accessDecision } from "../../domain/access-policy.js";
import { callersOf } from "../../model/callers.js";
import { NotAuthorizedException, UserNotFoundException } from "../../model/generated/exceptions.js";
import { type OperationName, operations } from "../../model/generated/operations.js";
import type { CallOperation } from "../../operations/call.js";
import type { LogFacts } from "../../ports/logger.js";
import { createGateway, type Gateway } from "../gateway.js";
import { type AccessKey, createSignedCallers } from "../protocols/signed-caller.js";
import { createCognitoIdp } from "./cognito-idp.js";

interface Seen {
  readonly operation: OperationName;
  readonly body: unknown;
  readonly context: Parameters<CallOperation>[2];
}

const accountId = "123456789012";
const root = { actions: ["*"], pools: ["*"] };
const keys: Record<string, AccessKey> = {
  ROOT: key("ROOT", root),
  ONEPOOL: key("ONEPOOL", { actions: ["*"], pools: ["us-east-1_abc"] }),
  READER: key("READER", { ...root, readOnly: true }),
};

function key(name: string, policy: Parameters<typeof accessDecision>[0]): AccessKey {
  return {
    secretAccessKey: `secret-${name}`,
    arn: `arn:aws:iam::${accountId}:user/${name}`,
    allows: accessDecision(policy),
  };
}

class Server {
  readonly seen: Seen[] = [];
  readonly log: LogFacts[] = [];
  answer: () => Promise<unknown> = async () => ({});
  gateway!: Gateway;
  url = "";

  async start(accessKeys?: typeof keys): Promise<this> {
    const note = (_sentence: string, facts: LogFacts = {}): void => void this.log.push(facts);
    const logger = { debug: note, info: note, warn: note, error: note };
    const clock = systemClock();
    const accessKey = accessKeys === undefined ? undefined : (id: string) => accessKeys[id];
    const callers = createSignedCallers({ clock, accountId, accessKey });
    const call: CallOperation = (operation, body, context) => {
      this.seen.push({ operation, body, context });
      return this.answer();
    };
    const apis = [createCognitoIdp({ call, callers, logger, accountId, region: "eu-central-1" })];
    this.gateway = createGateway({ logger, clock, random: systemRandom(), mode: "production", apis, paths: [] });
    this.url = (await this.gateway.listen(0, "127.0.0.1")).url;
    return this;
  }

  client(accessKeyId: string, secretAccessKey = `secret-${accessKeyId}`): CognitoIdentityProviderClient {
    const credentials = { accessKeyId, secretAccessKey };
    return new CognitoIdentityProviderClient({ endpoint: this.url, region: "us-west-2", credentials, maxAttempts: 1 });
  }

  post(target: string, body = "{}", headers: Record<string, string> = {}): Promise<Response> {
    const all = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${target}`,
      ...headers,
    };
    return fetch(this.url, { method: "POST", headers: all, body });
  }
}

/** A signature of the right shape, as any client makes one, with a secret that nobody knows. */
const shaped = `AWS4-HMAC-SHA256 Credential=anything/20261121/ap-south-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=${"a".repeat(64)}`;

describe("with access keys", () => {
  let server: Server;
  before(async () => {
    server = await new Server().start(keys);
  });
  after(() => server.gateway.close());

  test("a signed call arrives with caller, region of the credential scope, account and client", async () => {
    server.answer = async () => ({ UserPools: [{ Id: "x", CreationDate: 1548097827.716 }] });
    const answer = await server.client("ROOT").send(new ListUserPoolsCommand({ MaxResults: 3 }));
    assert.equal(answer.UserPools?.[0]?.CreationDate?.getTime(), 1548097827716);
    const { operation, body, context } = server.seen.at(-1)!;
    assert.equal(operation, "ListUserPools");
    assert.deepEqual(body, { MaxResults: 3 });
    assert.deepEqual(context.caller, {
      kind: "signed",
      accessKeyId: "ROOT",
      arn: "arn:aws:iam::123456789012:user/ROOT",
      region: "us-west-2",
    });
    assert.equal(context.region, "us-west-2");
    assert.equal(context.accountId, accountId);
    assert.equal(context.ipAddress, "127.0.0.1");
    assert.match(context.userAgent, /aws-sdk-js/);
    assert.equal(context.requestId, answer.$metadata.requestId);
  });

  test("an unsigned call needs no signature and ignores a wrong one", async () => {
    server.answer = async () => ({ ChallengeParameters: {} });
    for (const headers of [{}, { authorization: "Bearer x" }, { authorization: shaped }] as Record<string, string>[]) {
      assert.equal((await server.post("InitiateAuth", "{}", headers)).status, 200);
      assert.equal(server.seen.at(-1)!.context.caller.kind, "anonymous");
    }
    assert.equal((await server.post("InitiateAuth")).status, 200);
    assert.equal(server.seen.at(-1)!.context.region, "eu-central-1");
    await server.client("UNKNOWN").send(new InitiateAuthCommand({ ClientId: "c", AuthFlow: "USER_PASSWORD_AUTH" }));
  });

  test("T-32 exactly the operations that the model and its corrections leave unsigned are open to anyone", async () => {
    server.answer = async () => ({});
    for (const name of Object.keys(operations) as OperationName[]) {
      const unsigned = callersOf(name) !== "signed";
      const before = server.seen.length;
      const response = await server.post(name);
      assert.equal(response.status, unsigned ? 200 : 400, name);
      assert.equal(server.seen.length - before, unsigned ? 1 : 0, name);
      if (unsigned) await response.arrayBuffer();
      else assert.equal(((await response.json()) as { __type: string }).__type, "MissingAuthenticationTokenException");
    }
  });

  test("T-32 where either will do, a signature counts when it is good, and a bad one is refused", async () => {
    server.answer = async () => ({});
    await server.post("GetDerivedToken");
    assert.equal(server.seen.at(-1)!.context.caller.kind, "anonymous");
    const headers = { authorization: shaped, "x-amz-date": "20261121T100000Z" };
    const response = await server.post("GetDerivedToken", "{}", headers);
    assert.equal(((await response.json()) as { __type: string }).__type, "UnrecognizedClientException");
    const other = await server.post("GetClientToken", "{}", headers);
    assert.equal(other.status, 200);
    assert.equal(server.seen.at(-1)!.context.caller.kind, "anonymous");
  });

  const refusals: readonly [string, () => Promise<unknown>, string, string | RegExp][] = [
    [
      "an unknown key",
      () => server.client("NOBODY").send(new ListUserPoolsCommand({ MaxResults: 1 })),
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    ],
    [
      "a wrong secret",
      () => server.client("ROOT", "x").send(new ListUserPoolsCommand({ MaxResults: 1 })),
      "InvalidSignatureException",
      /^The request signature we calculated does not match/,
    ],
    [
      "another pool",
      () => server.client("ONEPOOL").send(new AdminGetUserCommand({ UserPoolId: "us-east-1_xyz", Username: "u" })),
      "AccessDeniedException",
      "User: arn:aws:iam::123456789012:user/ONEPOOL is not authorized to perform: cognito-idp:AdminGetUser on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_xyz",
    ],
    [
      "another pool by ARN",
      () =>
        server.client("ONEPOOL").send(
          new ListTagsForResourceCommand({
            ResourceArn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_xyz",
          }),
        ),
      "AccessDeniedException",
      /on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool\/us-east-1_xyz$/,
    ],
    [
      "all pools",
      () => server.client("ONEPOOL").send(new ListUserPoolsCommand({ MaxResults: 1 })),
      "AccessDeniedException",
      "User: arn:aws:iam::123456789012:user/ONEPOOL is not authorized to perform: cognito-idp:ListUserPools on resource: *",
    ],
    [
      "a change by a reader",
      () => server.client("READER").send(new DeleteUserPoolCommand({ UserPoolId: "us-east-1_abc" })),
      "AccessDeniedException",
      /not authorized to perform: cognito-idp:DeleteUserPool/,
    ],
  ];
  for (const [what, attempt, name, message] of refusals) {
    test(`T-32 refuses ${what}`, async () => {
      const before = server.seen.length;
      await assert.rejects(attempt, (error: Error & { $metadata: { httpStatusCode: number } }) => {
        assert.equal(error.name, name);
        if (typeof message === "string") assert.equal(error.message, message);
        else assert.match(error.message, message);
        assert.equal(error.$metadata.httpStatusCode, 400);
        return true;
      });
      assert.equal(server.seen.length, before);
    });
  }

  test("T-32 lets a key do what its policy says", async () => {
    server.answer = async () => ({});
    await server.client("ONEPOOL").send(new AdminGetUserCommand({ UserPoolId: "us-east-1_abc", Username: "u" }));
    await server.client("READER").send(new AdminGetUserCommand({ UserPoolId: "us-east-1_any", Username: "u" }));
  });

  test("T-32 a shape without a right signature is not enough", async () => {
    const response = await server.post("ListUserPools", "{}", {
      authorization: shaped,
      "x-amz-date": "20261121T100000Z",
    });
    assert.equal(((await response.json()) as { __type: string }).__type, "UnrecognizedClientException");
  });
});

describe("without access keys", () => {
  let server: Server;
  before(async () => {
    server = await new Server().start();
  });
  after(() => server.gateway.close());

  test("any signature of the right shape is taken, in header or query", async () => {
    const signed = { authorization: shaped, "x-amz-date": "20200101T000000Z" };
    assert.equal((await server.post("ListUserPools", "{}", signed)).status, 200);
    const { context } = server.seen.at(-1)!;
    assert.equal(context.region, "ap-south-1");
    assert.equal(context.caller.arn, "arn:aws:iam::123456789012:root");
    await server.client("whatever").send(new ListUserPoolsCommand({ MaxResults: 1 }));
    const query = `?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k%2F20261121%2Fus-east-1%2Fcognito-idp%2Faws4_request&X-Amz-Date=20261121T100000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=${"b".repeat(64)}`;
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.ListUserPools",
    };
    assert.equal((await fetch(`${server.url}/${query}`, { method: "POST", headers, body: "{}" })).status, 200);
  });

  test("none, or one out of shape, is refused all the same", async () => {
    for (const [headers, name] of [
      [{}, "MissingAuthenticationTokenException"],
      [{ authorization: "Basic eDp5" }, "IncompleteSignatureException"],
      [{ authorization: shaped }, "IncompleteSignatureException"],
    ] as [Record<string, string>, string][]) {
      // The third has no date: fetch sends none either.
      const response = await server.post("ListUserPools", "{}", headers);
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { __type: string }).__type, name);
    }
  });
});

describe("the endings", () => {
  let server: Server;
  before(async () => {
    server = await new Server().start();
  });
  after(() => server.gateway.close());

  test("a modeled exception keeps its name in body and headers", async () => {
    server.answer = async () => {
      throw new NotAuthorizedException("Incorrect username or password.");
    };
    const response = await server.post("InitiateAuth");
    assert.equal(response.status, 400);
    assert.equal(response.headers.get("x-amzn-errortype"), "NotAuthorizedException:");
    assert.equal(response.headers.get("x-amzn-errormessage"), "Incorrect username or password.");
    assert.equal(
      await response.text(),
      '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}',
    );
    server.answer = async () => {
      throw new UserNotFoundException("User does not exist.");
    };
    await assert.rejects(
      () => server.client("k").send(new SignUpCommand({ ClientId: "c", Username: "u", Password: "p" })),
      { name: "UserNotFoundException", message: "User does not exist." },
    );
  });

  test("T-45 any other failure is a 500 that tells the request id only; the log has the place", async () => {
    server.answer = async () => {
      throw new TypeError("column 'SECRET-1' is broken");
    };
    const response = await server.post("InitiateAuth", '{"AuthParameters":{"PASSWORD":"SECRET-2"}}');
    assert.equal(response.status, 500);
    assert.equal(await response.text(), '{"__type":"InternalErrorException","message":"Internal error."}');
    const failure = server.log.find(({ error }) => error !== undefined)!;
    assert.equal(failure.requestId, response.headers.get("x-amzn-requestid"));
    assert.equal(failure.operation, "InitiateAuth");
  });

  test("the operations on client secrets have a name of their own for such a failure, and clients know it", async () => {
    server.answer = async () => {
      throw new TypeError("broken");
    };
    await assert.rejects(
      () =>
        server.client("k").send(new ListUserPoolClientSecretsCommand({ UserPoolId: "us-east-1_abc", ClientId: "c" })),
      { name: "InternalServerException", message: "Internal error." },
    );
  });

  test("R-7 a full work queue is told as such", async () => {
    server.answer = async () => {
      throw Object.assign(new Error("64 pieces wait"), { name: "WorkQueueFull" });
    };
    const response = await server.post("InitiateAuth");
    assert.equal(response.status, 400);
    assert.equal(await response.text(), '{"__type":"TooManyRequestsException","message":"Rate exceeded"}');
  });

  test("void operations answer no byte, empty outputs an empty object, in the version of the request", async () => {
    server.answer = async () => undefined;
    const signed = { authorization: shaped, "x-amz-date": "20261121T100000Z" };
    const empty = await server.post("AdminDeleteUser", "{}", signed);
    assert.deepEqual([empty.status, await empty.text()], [200, ""]);
    const object = await server.post("AdminEnableUser", "", {
      ...signed,
      "content-type": "application/x-amz-json-1.0",
    });
    assert.deepEqual([object.status, await object.text()], [200, "{}"]);
    assert.equal(object.headers.get("content-type"), "application/x-amz-json-1.0");
    assert.deepEqual(server.seen.at(-1)!.body, {});
  });

  test("bad JSON is a SerializationException, an unknown operation an UnknownOperationException", async () => {
    for (const [target, body, name] of [
      ["InitiateAuth", "{", "SerializationException"],
      ["InitiateAuth", "[]", "SerializationException"],
      ["NoSuchThing", "{}", "UnknownOperationException"],
      ["constructor", "{}", "UnknownOperationException"],
      ["__proto__", "{}", "UnknownOperationException"],
      ["", "{}", "UnknownOperationException"],
    ] as const) {
      const response = await server.post(target, body);
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { __type: string }).__type, name);
    }
  });

  test("T-43 what a page can send without asking never reaches an operation", async () => {
    const before = server.seen.length;
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json"]) {
      for (const target of ["InitiateAuth", "ListUserPools"]) {
        const response = await server.post(target, "{}", { "content-type": type });
        assert.equal(response.status, 400, type);
      }
      const body = "Action=InitiateAuth&X-Amz-Target=AWSCognitoIdentityProviderService.InitiateAuth";
      assert.equal((await fetch(server.url, { method: "POST", headers: { "content-type": type }, body })).status, 400);
    }
    assert.equal(server.seen.length, before);
  });

  test("T-37 unsigned bodies are small, signed ones may hold an image", async () => {
    const large = JSON.stringify({ x: "x".repeat(300_000) });
    server.answer = async () => ({});
    assert.equal((await server.post("InitiateAuth", large)).status, 413);
    const signed = { authorization: shaped, "x-amz-date": "20261121T100000Z" };
    assert.equal((await server.post("SetUICustomization", large, signed)).status, 200);
  });
});
