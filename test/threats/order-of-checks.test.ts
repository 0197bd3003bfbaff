/** Every pair of faults that one request can have, at every public way in: the earlier check of the table answers. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { type OrderedCheck, type OrderedDoor, orderOfChecks } from "../../src/domain/order-of-checks.js";
import {
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from "../clients.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { Recorder } from "../triggers/recorder.js";
import { startTestWorld, type TestWorld } from "../world.js";

const recorder = new Recorder();
let world: TestWorld;
before(async () => {
  world = await startTestWorld({ functions: recorder.functions });
  recorder.behave({
    PreAuthentication_Authentication: { throws: "not today" },
    PreSignUp_SignUp: { throws: "not today" },
  });
});
after(async () => {
  await world.close();
  recorder.remove();
});

/** Faults that no request can have at once: nobody has a state, and a state is one of several. */
const impossible: readonly (readonly [string, string])[] = [
  ["unknown user", "locked out"],
  ["unknown user", "disabled"],
  ["unknown user", "wrong password"],
  ["unknown user", "reset required"],
  ["unknown user", "no proven address"],
  ["unknown user", "too often"],
  ["unknown user", "wrong code"],
];

interface Shop {
  readonly poolId: string;
  readonly clientId: string;
  readonly secret: string;
}

const shops = new Map<string, Promise<Shop>>();

/** A pool and client with what cannot be changed for one request; made once for each combination. */
function shopFor(faults: ReadonlySet<string>): Promise<Shop> {
  const own = ["flow", "PreAuthentication", "PreSignUp", "only administrators make users"].filter((one) =>
    faults.has(one),
  );
  const key = own.join();
  const made = shops.get(key) ?? make();
  shops.set(key, made);
  return made;

  async function make(): Promise<Shop> {
    const { Id: poolId } = await world.pool({
      AutoVerifiedAttributes: ["email"],
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: faults.has("only administrators make users") },
      LambdaConfig: {
        ...(faults.has("PreAuthentication") ? { PreAuthentication: recorder.arn } : {}),
        ...(faults.has("PreSignUp") ? { PreSignUp: recorder.arn } : {}),
      },
    });
    const { ClientId, ClientSecret = "" } = await world.appClient(poolId, {
      GenerateSecret: true,
      PreventUserExistenceErrors: "LEGACY",
      ...(faults.has("flow") ? { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH"] } : {}),
    });
    return { poolId, clientId: ClientId, secret: ClientSecret };
  }
}

let people = 0;

/** What one request with these faults is made of; the user is in the state that they say. */
async function given(faults: ReadonlySet<string>) {
  const shop = await shopFor(faults);
  const has = (fault: string) => faults.has(fault);
  const Username = `jane-${people++}`;
  const { client, world: inside, clock } = world;
  if (!has("unknown user") && (!has("name is not taken") || has("name is taken"))) {
    const proven = !has("no proven address");
    const { sub } = await makeUser(world, shop.poolId, Username, {
      attributes: [
        { Name: "email", Value: `${Username}@example.com` },
        { Name: "email_verified", Value: String(proven) },
      ],
    });
    const named = { UserPoolId: shop.poolId, Username };
    if (has("reset required")) await client.send(new AdminResetUserPasswordCommand(named));
    if (has("wrong code")) {
      const SecretHash = hashOf(shop, Username);
      await client.send(new ForgotPasswordCommand({ ClientId: shop.clientId, Username, SecretHash }));
    }
    if (has("too often")) {
      for (const key of ["ForgotPassword", "ConfirmForgotPassword"]) await useUp(key, shop.poolId, sub);
    }
    if (has("locked out")) {
      const now = clock.now();
      await inside.store.lockouts.put(shop.poolId, sub, {
        failures: 9,
        lastFailureAt: now,
        lockedUntil: now + 60_000,
      });
    }
    if (has("disabled")) await client.send(new AdminDisableUserCommand(named));
  }
  return { shop, has, Username, ClientId: has("client") ? "1unknownclientid" : shop.clientId };
}

/** Spends a user's hourly tries by asking until the limit answers. */
async function useUp(what: string, poolId: string, sub: string): Promise<void> {
  const user = await world.world.store.users.getBySub(poolId, sub);
  const shop = [...(await Promise.all(shops.values()))].find((one) => one.poolId === poolId);
  assert.ok(user && shop);
  const common = { ClientId: shop.clientId, Username: user.username, SecretHash: hashOf(shop, user.username) };
  for (let tries = 0; tries < 50; tries += 1) {
    const command =
      what === "ForgotPassword"
        ? world.client.send(new ForgotPasswordCommand(common))
        : world.client.send(
            new ConfirmForgotPasswordCommand({ ...common, ConfirmationCode: "000000", Password: goodPassword }),
          );
    const name = await command.then(
      () => "",
      (error: Error) => error.name,
    );
    if (name === "LimitExceededException") return;
  }
  assert.fail(`${what} has no limit`);
}

const hashOf = ({ secret, clientId }: Shop, username: string): string =>
  createHmac("sha256", secret)
    .update(username + clientId)
    .digest("base64");

type Ask = (faults: ReadonlySet<string>) => Promise<unknown>;

const signIn =
  (kind: "password" | "SRP"): Ask =>
  async (faults) => {
    const { shop, has, Username, ClientId } = await given(faults);
    const password = has("wrong password") ? "Wrong-Horse-1" : goodPassword;
    const SECRET_HASH = has("secret hash") ? "d3Jvbmc=" : hashOf(shop, Username);
    const device = has("unknown device") ? { DEVICE_KEY: `us-east-1_${crypto.randomUUID()}` } : {};
    const common = { USERNAME: Username, SECRET_HASH, ...device };
    const srp = srpClient(shop.poolId);
    const proof = kind === "password" ? { PASSWORD: password } : { SRP_A: srp.A };
    const { ChallengeParameters = {} } = await world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: kind === "password" ? "USER_PASSWORD_AUTH" : "USER_SRP_AUTH",
        AuthParameters: { ...common, ...(has("parameter") ? {} : proof) },
      }),
    );
    const answer = srp.answer(ChallengeParameters, password, world.clock.now());
    return world.client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeResponses: { ...answer, SECRET_HASH: hashOf(shop, answer["USERNAME"] ?? ""), ...device },
      }),
    );
  };

const doors: Readonly<Record<OrderedDoor, Ask>> = {
  "sign-in by password": signIn("password"),
  "sign-in by SRP": signIn("SRP"),

  "sign-up": async (faults) => {
    const { shop, has, Username, ClientId } = await given(
      faults.has("name is taken") ? faults : new Set([...faults, "name is not taken"]),
    );
    return world.client.send(
      new SignUpCommand({
        ClientId,
        Username,
        SecretHash: has("secret hash") ? "d3Jvbmc=" : hashOf(shop, Username),
        Password: has("weak password") ? "weakling" : goodPassword,
        UserAttributes: has("attributes") ? [{ Name: "custom:unknown", Value: "x" }] : [],
      }),
    );
  },

  "forgotten password": async (faults) => {
    const { shop, has, Username, ClientId } = await given(faults);
    const SecretHash = has("secret hash") ? "d3Jvbmc=" : hashOf(shop, Username);
    return world.client.send(new ForgotPasswordCommand({ ClientId, Username, SecretHash }));
  },

  "confirmation of a reset": async (faults) => {
    const { shop, has, Username, ClientId } = await given(faults);
    return world.client.send(
      new ConfirmForgotPasswordCommand({
        ClientId,
        Username,
        SecretHash: has("secret hash") ? "d3Jvbmc=" : hashOf(shop, Username),
        ConfirmationCode: "000000",
        Password: has("weak password") ? "weakling" : goodPassword,
      }),
    );
  },
};

for (const [door, checks] of Object.entries(orderOfChecks) as [OrderedDoor, readonly OrderedCheck[]][]) {
  describe(door, () => {
    for (const [place, check] of checks.entries()) {
      test(`${check.fault} is told before what comes behind it`, async () => {
        const behind = checks
          .slice(place + 1)
          .filter(({ fault }) => !impossible.some(([one, other]) => one === check.fault && other === fault));
        for (const other of [undefined, ...behind]) {
          const faults = new Set([check.fault, ...(other === undefined ? [] : [other.fault])]);
          const refusal = await doors[door](faults).then(
            () => assert.fail(`nothing refused ${[...faults]}`),
            (error: Error) => error,
          );
          assert.equal(refusal.name, check.exception, `${[...faults]}: ${refusal.message}`);
          assert.match(refusal.message, check.message, String([...faults]));
        }
      });
    }
  });
}
