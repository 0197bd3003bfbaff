/**
 * Pages of strangers against a server on this machine, in a real browser: nothing changes and nothing can be read, except
 * what Cognito too lets every page do. Each test ends with a look at what the pages were after.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { AdminCreateUserCommand, ListUserPoolsCommand, ListUsersCommand } from "../clients.js";
import { chromium } from "../programs.js";
import { makeUser } from "../sign-in.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type BrowserWorld, reboundName, startBrowser, strangerName } from "./browser.js";

/** What a page wants to know. */
const secret = "Prey-Of-Strangers-1";

const target = "AWSCognitoIdentityProviderService";
/** In development any signature will do, so a page may well write one. */
const credential = "local/20260101/us-east-1/cognito-idp/aws4_request";
const signedQuery =
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(credential)}&X-Amz-Date=20260101T000000Z` +
  `&X-Amz-Expires=604800&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;
const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;

const strangersScript = readFileSync(join(repository, "test", "browser", "stranger.js"), "utf8");

/** Runs one function of stranger.js in the page. */
const strangersTry = <T>(page: Page, name: string, argument: unknown): Promise<T> =>
  page.evaluate(`${strangersScript}; stranger.${name}(${JSON.stringify(argument)})`);

/** One try of a page: a request by script. */
interface Try {
  readonly url: string;
  readonly init: {
    readonly method?: string;
    readonly mode?: "cors" | "no-cors";
    readonly headers?: Record<string, string>;
    readonly body?: string;
    readonly credentials?: "include" | "omit";
  };
}

/** What a script got to see of an answer. */
interface Seen {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

describe("T-41 T-43 pages of strangers", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let browsers: BrowserWorld;
  let poolId: string;
  let clientId: string;
  let pageUrls: readonly string[];

  before(async () => {
    world = await startTestWorld();
    browsers = await startBrowser();
    // Another name, and the same name at another port, which browsers call the same site.
    pageUrls = [strangerName, "127.0.0.1"].map((name) => `http://${name}:${browsers.strangerPort}/`);
    poolId = (await world.pool({ PoolName: "prey" })).Id;
    clientId = (await world.appClient(poolId)).ClientId;
    await makeUser(world, poolId, "anna");
    await world.client.send(
      new AdminCreateUserCommand({
        UserPoolId: poolId,
        Username: "berta",
        TemporaryPassword: secret,
        UserAttributes: [{ Name: "email", Value: "berta@example.com" }],
        DesiredDeliveryMediums: ["EMAIL"],
      }),
    );
    assert.ok((await world.lastMessage("berta@example.com")).text.includes(secret));
  });
  after(async () => {
    await browsers?.close();
    await world?.close();
  });

  /** Opens a page and does something there; `statuses` are those of the server's answers, whoever may read them. */
  async function onPage<T>(url: string, act: (page: Page) => Promise<T>) {
    const context = await browsers.browser.newContext();
    try {
      const page = await context.newPage();
      const statuses: number[] = [];
      page.on("response", (response) => {
        const fromServer = response.url().includes(`:${new URL(world.url).port}/`);
        if (fromServer && response.request().method() !== "OPTIONS") statuses.push(response.status());
      });
      await page.goto(url);
      statuses.length = 0;
      return { result: await act(page), statuses };
    } finally {
      await context.close();
    }
  }

  const fetchAll = (page: Page, tries: readonly Try[]) =>
    strangersTry<readonly (Seen | null)[]>(page, "fetchAll", tries);

  async function nothingHappened(): Promise<void> {
    const { UserPools } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    assert.deepEqual(
      UserPools?.map(({ Name }) => Name),
      ["prey"],
    );
    const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: poolId }));
    assert.deepEqual(Users?.map(({ Username }) => Username).sort(), ["anna", "berta"]);
    assert.ok(Math.abs(world.clock.now() - Date.now()) < 60_000, "the clock was moved");
    assert.equal((await world.messages({ to: "berta@example.com" })).length, 1);
  }

  function nothingSeen(seen: readonly (Seen | null)[]): void {
    for (const one of seen) {
      if (one !== null) assert.deepEqual(one, { status: 0, type: "opaque", headers: {}, text: "" });
    }
  }

  /** The requests did reach the server, and it refused each. */
  function allRefused(statuses: readonly number[], atLeast: number): void {
    assert.ok(statuses.length >= atLeast, `only ${statuses.length} requests have reached the server`);
    const others = statuses.filter((status) => status < 400 || status >= 500);
    assert.deepEqual(others, []);
  }

  /** Every way in which a script may ask for something that is not for it. */
  function forbiddenTries(base: string): Try[] {
    const createPool = JSON.stringify({ PoolName: "robbed" });
    const json = "application/x-amz-json-1.1";
    const call = (operation: string) => ({ "x-amz-target": `${target}.${operation}`, "content-type": json });
    const form = "application/x-www-form-urlencoded";
    const routes: Try[] = [
      { url: `${base}/_poolhouse/messages`, init: {} },
      { url: `${base}/_poolhouse/messages`, init: { headers: { "x-any": "1" } } },
      { url: `${base}/_poolhouse/clock`, init: { method: "POST", body: '{"advanceSeconds":864000}' } },
      { url: `${base}/_poolhouse/reset`, init: { method: "POST", body: "{}" } },
      { url: `${base}/_poolhouse/reset`, init: { method: "POST" } },
    ];
    const operations: Try[] = [
      { url: `${base}/`, init: { method: "POST", headers: call("CreateUserPool"), body: createPool } },
      {
        url: `${base}/`,
        init: { method: "POST", headers: { ...call("CreateUserPool"), authorization }, body: createPool },
      },
      { url: `${base}/?${signedQuery}`, init: { method: "POST", headers: call("CreateUserPool"), body: createPool } },
      {
        url: `${base}/?${signedQuery}`,
        init: {
          method: "POST",
          headers: call("AdminGetUser"),
          body: JSON.stringify({ UserPoolId: poolId, Username: "anna" }),
        },
      },
      {
        url: `${base}/?${signedQuery.replace("cognito-idp", "sts")}`,
        init: {
          method: "POST",
          headers: { "content-type": form },
          body: "Action=GetCallerIdentity&Version=2011-06-15",
        },
      },
    ];
    const plain = [...routes, ...operations].map(({ url, init }) => ({
      url,
      init: { ...init, mode: "cors" as const },
    }));
    // Without CORS a script may send what a form could; what is more, the browser takes away.
    const simple = [...routes, ...operations].map(({ url, init }) => ({
      url,
      init: { ...init, mode: "no-cors" as const, credentials: "include" as const },
    }));
    return [...plain, ...simple];
  }

  test("fetch: signed operations, companions and /_poolhouse do nothing and show nothing", async () => {
    for (const url of pageUrls) {
      const tries = forbiddenTries(world.url);
      const { result, statuses } = await onPage(url, (page) => fetchAll(page, tries));
      nothingSeen(result);
      allRefused(statuses, tries.length / 2);
      await nothingHappened();
    }
  });

  test("XMLHttpRequest: the same", async () => {
    for (const url of pageUrls) {
      const tries = forbiddenTries(world.url).filter(({ init }) => init.mode === "cors");
      const { result } = await onPage(url, (page) => strangersTry(page, "requestAll", tries));
      assert.deepEqual(
        result,
        tries.map(() => ({ status: 0, text: "", headers: "" })),
      );
      await nothingHappened();
    }
  });

  test("the null origin of sandboxed frames and data URLs is as foreign as any", async () => {
    const tries = forbiddenTries(world.url);
    for (const kind of ["sandbox", "data"] as const) {
      const { result, statuses } = await onPage(pageUrls[0] ?? "", (page) =>
        strangersTry<{ origin: string; seen: (Seen | null)[] }>(page, "fetchAllFromNowhere", { kind, tries }),
      );
      assert.equal(result.origin, "null");
      nothingSeen(result.seen);
      allRefused(statuses, tries.length / 2);
      await nothingHappened();
    }
  });

  test("forms: text/plain, urlencoded and multipart posts do nothing, signed in the query or not", async () => {
    const calls = [
      { operation: "CreateUserPool", body: { PoolName: "robbed" } },
      { operation: "SignUp", body: { ClientId: clientId, Username: "eve", Password: "Correct-Horse-1" } },
      { operation: "AdminDeleteUser", body: { UserPoolId: poolId, Username: "anna" } },
    ];
    const enctypes = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
    const actions = [
      ...["/", `/?${signedQuery}`, "/_poolhouse/clock", "/_poolhouse/reset"],
      ...calls.map(({ operation }) => `/?${signedQuery}&X-Amz-Target=${target}.${operation}`),
      `/?${signedQuery}&Action=CreateUserPool&Version=2016-04-18`,
    ].map((path) => world.url + path);
    // A name and a value that text/plain joins to one JSON document.
    const bodies = [
      ...calls.map(({ body }) => {
        const whole = JSON.stringify({ ...body, advanceSeconds: 864_000, filler: "=" });
        const cut = whole.lastIndexOf("=");
        return [[whole.slice(0, cut), whole.slice(cut + 1)]];
      }),
      ...calls.map(({ operation, body }) => [
        ["Action", operation],
        ["Version", "2016-04-18"],
        ["X-Amz-Target", `${target}.${operation}`],
        ...Object.entries(body),
      ]),
      [["Action", "GetCallerIdentity"]],
    ];
    for (const url of pageUrls) {
      // From far away in every form; from the same site in the form that comes closest to the protocol.
      const kinds = url === pageUrls[0] ? enctypes : ["text/plain"];
      const { statuses } = await onPage(url, (page) =>
        strangersTry(page, "submitAll", { actions, enctypes: kinds, bodies }),
      );
      allRefused(statuses, actions.length * kinds.length * bodies.length);
      await nothingHappened();
    }
  });

  test("scripts, images, styles and frames of /_poolhouse show nothing", async () => {
    for (const url of pageUrls) {
      const { result, statuses } = await onPage(url, (page) =>
        strangersTry<string[]>(page, "includeAll", `${world.url}/_poolhouse/messages`),
      );
      const nothing = ["script error", "img error", "link error", "video error", "iframe load", "document hidden"];
      assert.deepEqual(result, nothing);
      // Of the others the browser itself throws the answer away.
      allRefused(statuses, 1);
    }
  });

  test("a link on a stranger's page does not open the inbox; typing its address does", async () => {
    const { result } = await onPage(pageUrls[0] ?? "", async (page) => {
      await strangersTry(page, "offerLink", `${world.url}/_poolhouse/messages`);
      const [response] = await Promise.all([page.waitForNavigation(), page.click("#look")]);
      return { status: response?.status(), text: await page.textContent("body") };
    });
    assert.equal(result.status, 403);
    assert.ok(!result.text?.includes(secret));
    const typed = await onPage(`${world.url}/_poolhouse/messages`, (page) => page.textContent("body"));
    assert.ok(typed.result?.includes(secret));
  });

  test("T-41 rebinding: a name that leads here but is not ours gets nothing, though the browser thinks it is at home", async () => {
    const base = `http://${reboundName}:${new URL(world.url).port}`;
    const unsigned: Try = {
      url: `${base}/`,
      init: {
        method: "POST",
        headers: { "x-amz-target": `${target}.SignUp`, "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ ClientId: clientId, Username: "eve", Password: "Correct-Horse-1" }),
      },
    };
    const more: Try[] = ["/health/ready", `/${poolId}/.well-known/jwks.json`].map((path) => ({
      url: base + path,
      init: {},
    }));
    const tries = [...forbiddenTries(base), unsigned, ...more];
    const { result, statuses } = await onPage(`${base}/_poolhouse/messages`, async (page) => ({
      text: await page.textContent("body"),
      seen: await fetchAll(page, tries),
    }));
    assert.ok(!result.text?.includes(secret));
    assert.equal(statuses.length, tries.length);
    // Probes of an orchestrator come by whatever name, and tell nothing.
    const refused = result.seen.filter((_, at) => !tries[at]?.url.endsWith("/health/ready"));
    assert.deepEqual(
      refused.map((one) => one?.status),
      refused.map(() => 421),
    );
    assert.ok(!JSON.stringify(result.seen).includes(secret));
    await nothingHappened();
  });

  test("unsigned operations answer every page, with what the page needs to understand an error", async () => {
    const signIns = ["Correct-Horse-1", "Wrong-Horse-1"].map((PASSWORD) => ({
      url: `${world.url}/`,
      init: {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": `${target}.InitiateAuth`,
          "x-amz-user-agent": "page/1.0",
        },
        body: JSON.stringify({
          ClientId: clientId,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: "anna", PASSWORD },
        }),
      },
    }));
    for (const url of pageUrls) {
      const [right, wrong] = (await onPage(url, (page) => fetchAll(page, signIns))).result;
      assert.equal(right?.status, 200);
      assert.ok(JSON.parse(right.text).AuthenticationResult.AccessToken);
      assert.equal(wrong?.status, 400);
      assert.equal(wrong.headers["x-amzn-errortype"], "NotAuthorizedException:");
      assert.equal(wrong.headers["x-amzn-errormessage"], "Incorrect username or password.");
      assert.match(wrong.headers["x-amzn-requestid"] ?? "", /^[0-9a-f-]{36}$/);
      assert.deepEqual(JSON.parse(wrong.text), {
        __type: "NotAuthorizedException",
        message: "Incorrect username or password.",
      });
    }
  });

  test("key sets and OpenID configurations are for every page", async () => {
    const paths = ["jwks.json", "openid-configuration"].map((name) => `${world.url}/${poolId}/.well-known/${name}`);
    const { result } = await onPage(pageUrls[0] ?? "", (page) =>
      fetchAll(
        page,
        paths.map((url) => ({ url, init: {} })),
      ),
    );
    assert.deepEqual(
      result.map((one) => [one?.status, one?.type]),
      [
        [200, "cors"],
        [200, "cors"],
      ],
    );
  });

  test("pages of the server itself may use /_poolhouse", async () => {
    const { result } = await onPage(`${world.url}/health/live`, (page) =>
      fetchAll(page, [{ url: `${world.url}/_poolhouse/messages`, init: {} }]),
    );
    assert.equal(result[0]?.status, 200);
    assert.ok(result[0]?.text.includes(secret));
  });
});
