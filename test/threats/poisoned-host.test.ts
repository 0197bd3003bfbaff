/** Whatever a request says of hosts, no absolute URL is made of it: links in messages, issuers, discovery (T-41). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { post, send, succeed } from "../faults/wire.js";
import { claimsOf, goodPassword, makeUser } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

const publicUrl = "https://login.example.com";
const evil = "evil.example.net";

let world: TestWorld;
let poolId: string;
let clientId: string;
let number = 0;
before(async () => {
  world = await startTestWorld({ publicUrl });
  ({ Id: poolId } = await world.pool({
    AutoVerifiedAttributes: ["email"],
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
  }));
  ({ ClientId: clientId } = await world.appClient(poolId));
  await makeUser(world, poolId, "member");
});
after(() => world.close());

/** Headers that some server somewhere believes. */
const poisons: Record<string, Record<string, string>> = {
  "X-Forwarded-Host": { "x-forwarded-host": evil },
  "X-Forwarded-Host with a list": { "x-forwarded-host": `${evil}, login.example.com` },
  "X-Forwarded-Proto": { "x-forwarded-proto": "ftp" },
  "X-Forwarded-Port": { "x-forwarded-port": "6666" },
  "X-Forwarded-Prefix": { "x-forwarded-prefix": `//${evil}` },
  "X-Forwarded-Server": { "x-forwarded-server": evil },
  Forwarded: { forwarded: `for=1.2.3.4;host=${evil};proto=http` },
  "X-Host": { "x-host": evil },
  "X-Original-Host": { "x-original-host": evil },
  "X-Original-URL": { "x-original-url": `//${evil}/` },
  "X-Rewrite-URL": { "x-rewrite-url": `//${evil}/` },
  "X-HTTP-Host-Override": { "x-http-host-override": evil },
  "another allowed Host": { host: "localhost:6666" },
  "the public Host": { host: "login.example.com" },
  Origin: { origin: `http://${evil}` },
  Referer: { referer: `http://${evil}/` },
};

for (const [what, headers] of Object.entries(poisons)) {
  test(`T-41 ${what} changes no link, no issuer and no discovery`, async () => {
    const name = `user-${number++}`;
    const email = `${name}@example.com`;
    const UserAttributes = [{ Name: "email", Value: email }];
    const input = { ClientId: clientId, Username: name, Password: goodPassword, UserAttributes };
    await succeed(world.url, "SignUp", input, { headers });
    await succeed(world.url, "ResendConfirmationCode", { ClientId: clientId, Username: name }, { headers });
    const messages = await world.messages({ to: email });
    assert.equal(messages.length, 2);
    for (const message of messages) {
      assert.ok(message.link?.startsWith(`${publicUrl}/confirmUser/?`), message.link);
      for (const text of [message.text, message.html ?? "", message.link ?? ""])
        assert.equal(text.includes(evil), false);
    }
    const { AuthenticationResult } = await succeed(
      world.url,
      "InitiateAuth",
      {
        ClientId: clientId,
        AuthFlow: "USER_PASSWORD_AUTH",
        AuthParameters: { USERNAME: "member", PASSWORD: goodPassword },
      },
      { headers },
    );
    for (const token of [AuthenticationResult.IdToken, AuthenticationResult.AccessToken]) {
      assert.equal(claimsOf(token)["iss"], `${publicUrl}/${poolId}`);
    }
    for (const document of ["openid-configuration", "jwks.json"]) {
      const path = `/${poolId}/.well-known/${document}`;
      const plain = await post(world.url, "", {}, undefined, { method: "GET", path });
      const poisoned = await post(world.url, "", headers, undefined, { method: "GET", path });
      assert.equal(poisoned.status, 200);
      assert.equal(poisoned.text, plain.text);
      assert.equal(poisoned.text.includes(evil), false);
    }
  });
}

test("T-41 a Host that is not this server's is refused at every door, and nothing is sent", async () => {
  const hosts = [
    evil,
    `login.example.com.${evil}`,
    `${evil}:443`,
    `login.example.com@${evil}`,
    "localhost.evil.example.net",
  ];
  for (const host of [...hosts, "[::ffff:1.2.3.4]", "169.254.169.254"]) {
    const email = `host-${number++}@example.com`;
    const UserAttributes = [{ Name: "email", Value: email }];
    const input = { ClientId: clientId, Username: email.slice(0, 8), Password: goodPassword, UserAttributes };
    const answers = [
      await send(world.url, "SignUp", input, { headers: { host } }),
      await send(world.url, "ListUserPools", { MaxResults: 1 }, { host }),
      await post(world.url, "", { host }, undefined, { method: "GET", path: `/${poolId}/.well-known/jwks.json` }),
      await post(world.url, "", { host }, undefined, { method: "GET", path: "/_poolhouse/messages" }),
    ];
    for (const { status, text } of answers) {
      assert.ok(status >= 400 && status < 500, `${host}: ${status}`);
      assert.equal(text.includes("example.net"), false, "the host is not repeated");
    }
    assert.deepEqual(await world.messages({ to: email }), []);
  }
});
