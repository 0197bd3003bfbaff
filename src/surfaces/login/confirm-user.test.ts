import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AdminConfirmSignUpCommand,
  ConfirmSignUpCommand,
  CreateUserPoolDomainCommand,
  SignUpCommand,
} from "../../../test/clients.js";
import { post } from "../../../test/faults/wire.js";
import { type Given, given, otherThan } from "../../../test/self-service.js";
import { attributesOf, createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { secretHash } from "../../domain/secret-hash.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const byLink = { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } } as const;

/** Somebody who has signed up, and the link that the mail carries. */
async function signedUp(pool?: Given) {
  const at = pool ?? (await given(world, byLink));
  await at.signUp("ann");
  const link = (await world.messages({ userPoolId: at.poolId })).at(-1)?.link ?? "";
  assert.ok(link.startsWith(`${world.url}/confirmUser/?`));
  return { pool: at, link, status: async () => (await getUser(world, at.poolId, "ann")).UserStatus };
}

/** What a browser gets: status, title. */
async function open(link: string, init: RequestInit = {}) {
  const response = await fetch(link, init);
  const html = await response.text();
  return { status: response.status, title: /<title>(.*)<\/title>/.exec(html)?.[1], html, headers: response.headers };
}

const expired = "This link is no longer valid";
const used = "This link has been used already";
const broken = "This link does not work";

test("the link confirms once and proves the address", async () => {
  const { pool, link, status } = await signedUp();
  const page = await open(link);
  assert.equal(page.status, 200);
  assert.equal(page.title, "Your registration has been confirmed");
  assert.equal(await status(), "CONFIRMED");
  assert.equal((await attributesOf(world, pool.poolId, "ann"))["email_verified"], "true");
  const again = await open(link);
  assert.deepEqual([again.status, again.title], [410, used]);
});

test("the path without its last slash is the same page", async () => {
  const { link, status } = await signedUp();
  assert.equal((await open(link.replace("/confirmUser/?", "/confirmUser?"))).status, 200);
  assert.equal(await status(), "CONFIRMED");
});

test("of visits at once, one confirms", async () => {
  const { link } = await signedUp();
  const pages = await Promise.all([open(link), open(link), open(link)]);
  assert.deepEqual(pages.map((page) => page.status).sort(), [200, 410, 410]);
});

test("a client with a secret is confirmed by link as well: the mail is the proof", async () => {
  const pool = await given(world, byLink, { GenerateSecret: true });
  const { ClientSecret = "" } = pool.client;
  const hash = (name: string) => secretHash(name, pool.clientId, ClientSecret);
  await world.client.send(
    new SignUpCommand({
      ClientId: pool.clientId,
      Username: "ann",
      Password: "Passw0rd!",
      SecretHash: hash("ann"),
      UserAttributes: [{ Name: "email", Value: "ann@example.com" }],
    }),
  );
  // The API itself still demands the proof of everybody.
  await assert.rejects(
    world.client.send(
      new ConfirmSignUpCommand({
        ClientId: pool.clientId,
        Username: "ann",
        ConfirmationCode: await pool.lastCode(),
      }),
    ),
    { name: "NotAuthorizedException" },
  );
  const link = (await world.messages({ userPoolId: pool.poolId })).at(-1)?.link ?? "";
  assert.equal((await open(link)).status, 200);
});

test("neither HEAD nor a page loaded ahead of a visit uses the code up", async () => {
  const { link, status } = await signedUp();
  assert.equal((await fetch(link, { method: "HEAD" })).status, 200);
  for (const [name, value] of [
    ["sec-purpose", "prefetch;prerender"],
    ["purpose", "prefetch"],
    ["x-purpose", "preview"],
    ["x-moz", "prefetch"],
  ] as const) {
    assert.equal((await open(link, { headers: { [name]: value } })).status, 503);
  }
  assert.equal(await status(), "UNCONFIRMED");
  assert.equal((await open(link)).status, 200);
});

test("no other method is served", async () => {
  const { link, status } = await signedUp();
  assert.equal((await open(link, { method: "POST" })).status, 405);
  assert.equal(await status(), "UNCONFIRMED");
});

test("a wrong or incomplete link says so, an old one as well", async () => {
  const { link, pool } = await signedUp();
  const url = new URL(link);
  const withCode = (code: string) => {
    const other = new URL(url);
    other.searchParams.set("confirmation_code", code);
    return other.href;
  };
  const wrong = await open(withCode(otherThan(url.searchParams.get("confirmation_code") ?? "")));
  assert.deepEqual([wrong.status, wrong.title], [410, expired]);
  assert.equal((await open(`${world.url}/confirmUser/`)).title, broken);
  assert.equal((await open(withCode("x".repeat(5000)))).title, broken);
  assert.equal((await open(link.replace(pool.clientId, "nosuchclient"))).title, broken);
  world.clock.advance(25 * 3_600_000);
  assert.deepEqual([(await open(link)).status, (await open(link)).title], [410, expired]);
});

test("T-01 that a link was used is told only to whoever has it", async () => {
  const { link } = await signedUp();
  await open(link);
  const other = new URL(link);
  other.searchParams.set("confirmation_code", otherThan(other.searchParams.get("confirmation_code") ?? ""));
  assert.equal((await open(other.href)).title, expired);
  for (let tries = 0; tries < 14; tries++) await open(link);
  assert.equal((await open(link)).title, "Too many attempts", "used codes can be guessed without end");
});

test("T-14 tries by link count with those by API", async () => {
  const { link, pool } = await signedUp();
  for (let tries = 0; tries < 15; tries++) {
    await assert.rejects(pool.confirm("ann", "wrong"), { name: /CodeMismatch|ExpiredCode/ });
  }
  assert.deepEqual([(await open(link)).status, (await open(link)).title], [429, "Too many attempts"]);
});

test("T-01 the page does not tell who exists", async () => {
  const pool = await given(world, byLink);
  await createUser(world, pool.poolId, "there", { email: "there@example.com" });
  const pages = await Promise.all(
    ["there", "ghost"].map((name) =>
      open(`${world.url}/confirmUser/?client_id=${pool.clientId}&user_name=${name}&confirmation_code=123456`),
    ),
  );
  assert.equal(pages[0]?.title, expired);
  assert.equal(pages[0]?.html, pages[1]?.html);
});

test("T-08 an address that another account has proven is told", async () => {
  const pool = await given(world, { ...byLink, AliasAttributes: ["email"] });
  await createUser(world, pool.poolId, "owner", { email: "ann@example.com", email_verified: "true" });
  const { link, status } = await signedUp(pool);
  const page = await open(link);
  assert.deepEqual([page.status, page.title], [409, "This address belongs to another account"]);
  assert.equal(await status(), "UNCONFIRMED");
});

test("who was confirmed by an administrator meanwhile is told that the link is over", async () => {
  const { link, pool } = await signedUp();
  await world.client.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  assert.equal((await open(link)).title, expired);
});

test("T-46 a failing trigger after the confirmation is not told as success", async () => {
  const pool = await given(world, {
    ...byLink,
    LambdaConfig: { PostConfirmation: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  const { link, status } = await signedUp(pool);
  assert.equal((await open(link)).status, 500);
  assert.equal(await status(), "CONFIRMED");
});

test("T-45 nothing of the request is on the page, and the page may do nothing", async () => {
  const marked = encodeURIComponent('"><script>alert(1)</script>SECRET');
  const page = await open(
    `${world.url}/confirmUser/?client_id=${marked}&user_name=${marked}&confirmation_code=${marked}`,
  );
  assert.doesNotMatch(page.html, /SECRET|<script/);
  assert.match(page.headers.get("content-type") ?? "", /^text\/html; charset=utf-8$/);
  const policy = page.headers.get("content-security-policy") ?? "";
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; /);
  for (const part of ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.equal(page.headers.get("cache-control"), "no-store");
  assert.equal(page.headers.get("referrer-policy"), "no-referrer");
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  assert.equal(page.headers.get("access-control-allow-origin"), null);
});

describe("on the domains of pools", () => {
  const publicUrl = "https://id.example.com";
  const custom = "auth.shop.example";
  let far: TestWorld;
  before(async () => {
    far = await startTestWorld({ publicUrl });
  });
  after(() => far.close());

  const domainOf = (UserPoolId: string, Domain: string, isCustom: boolean) =>
    far.client.send(
      new CreateUserPoolDomainCommand({
        UserPoolId,
        Domain,
        ...(isCustom
          ? { CustomDomainConfig: { CertificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" } }
          : {}),
      }),
    );
  const linkTo = async (pool: Given, name: string) => {
    await pool.signUp(name);
    return new URL((await far.messages({ userPoolId: pool.poolId })).at(-1)?.link ?? "");
  };
  /** Visits the server as if its name led there. */
  const visit = async ({ pathname, search }: URL, host: string) => {
    const path = `${pathname}${search}`;
    const { status, text } = await post(far.url, "", { host }, undefined, { method: "GET", path });
    return { status, title: /<title>(.*)<\/title>/.exec(text)?.[1] };
  };

  test("T-41 mail names the custom domain, else this server; the link works there, and whatever the request said", async () => {
    const shop = await given(far, byLink);
    const other = await given(far, byLink);
    assert.equal((await linkTo(shop, "before")).origin, publicUrl);
    await domainOf(shop.poolId, "shop", false);
    assert.equal((await linkTo(shop, "prefix")).origin, publicUrl);
    await domainOf(shop.poolId, custom, true);
    const link = await linkTo(shop, "ann");
    assert.equal(link.origin, `https://${custom}`);
    assert.equal((await linkTo(other, "bob")).origin, publicUrl);
    assert.deepEqual(await visit(link, custom), { status: 200, title: "Your registration has been confirmed" });
    assert.equal((await getUser(far, shop.poolId, "ann")).UserStatus, "CONFIRMED");
  });

  test("the names of a prefix lead there where somebody has them resolved", async () => {
    const pool = await given(far, byLink);
    await domainOf(pool.poolId, "bakery", false);
    for (const [name, host] of [
      ["ann", "bakery.auth.us-east-1.amazoncognito.com"],
      ["ben", "Bakery.id.example.com:443"],
      ["eve", "id.example.com"],
    ] as const) {
      assert.equal((await visit(await linkTo(pool, name), host)).status, 200, host);
    }
    const link = await linkTo(pool, "sue");
    for (const host of ["bakery", "florist.auth.us-east-1.amazoncognito.com", "florist.id.example.com"]) {
      assert.equal((await visit(link, host)).status, 421, host);
    }
  });

  test("T-33 another pool's link does not work on a pool's domain", async () => {
    const own = await given(far, byLink);
    const other = await given(far, byLink);
    await domainOf(own.poolId, "own.shop.example", true);
    const link = await linkTo(other, "ann");
    assert.deepEqual(await visit(link, "own.shop.example"), { status: 400, title: broken });
    assert.equal((await getUser(far, other.poolId, "ann")).UserStatus, "UNCONFIRMED");
    assert.equal((await visit(link, "id.example.com")).status, 200);
  });
});
