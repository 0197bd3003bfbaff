/**
 * T-46: every trigger in every way in which its function can fail. The function is an address of this test, which may
 * answer anything; whatever it does, the request ends with Cognito's exception and nobody gets in by it.
 */
import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool } from "../challenges.js";
import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  ForgotPasswordCommand,
  type LambdaConfigType,
  ListUsersCommand,
  SignUpCommand,
} from "../clients.js";
import { goodPassword } from "../sign-in.js";
import { startTestWorld, type TestWorld } from "../world.js";

type Event = { readonly request: Readonly<Record<string, unknown>>; readonly response: object };
type Answer = (response: ServerResponse, event: Event) => void;

const json =
  (make: (event: Event) => unknown): Answer =>
  (response, event) =>
    void response.end(JSON.stringify(make(event)));

/** Ways to fail, and how they end where nothing else is said; `TRIGGER` stands for its name. */
const failures: Readonly<Record<string, { readonly answer: Answer; readonly name: string; readonly message: string }>> =
  {
    throws: {
      answer: json(() => ({ errorType: "Error", errorMessage: "not today" })),
      name: "UserLambdaValidationException",
      message: "TRIGGER failed with error not today.",
    },
    ...Object.fromEntries(
      Object.entries<Answer>({
        "answers null": json(() => null),
        "answers a text": json(() => "yes"),
        "answers a list": json((event) => [event]),
        "answers no JSON": (response) => void response.end("<html>yes</html>"),
        "answers nothing at all": (response) => void response.end(),
        "answers without a response": json(({ response: _, ...event }) => event),
        "answers a response that is a list": json((event) => ({ ...event, response: [] })),
      }).map(([what, answer]) => [
        what,
        { answer, name: "InvalidLambdaResponseException", message: "Unrecognizable lambda output" },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries<Answer>({
        "answers too much": json((event) => ({ ...event, more: "x".repeat(7 * 1024 * 1024) })),
        "is out of order": (response) => void response.writeHead(503).end(),
        "sends elsewhere": (response) => void response.writeHead(307, { location: "/" }).end(),
        "hangs up": (response) => void response.destroy(),
      }).map(([what, answer]) => [
        what,
        {
          answer,
          name: "UnexpectedLambdaException",
          message: "TRIGGER invocation failed due to error ServiceException.",
        },
      ]),
    ),
  };

const silence: Answer = () => {};

/** What the three functions of a sign-in of the pool's own answer when they work. */
const working: Readonly<Record<string, Answer>> = {
  DefineAuthChallenge: json((event) => {
    const { length } = event.request["session"] as unknown[];
    return { ...event, response: length === 0 ? { challengeName: "CUSTOM_CHALLENGE" } : { issueTokens: true } };
  }),
  CreateAuthChallenge: json((event) => ({ ...event, response: { privateChallengeParameters: { answer: "2" } } })),
  VerifyAuthChallengeResponse: json((event) => ({ ...event, response: { answerCorrect: true } })),
};

const user = "jane";
const signIn = (pool: ChallengePool) => pool.password(user);
const customSignIn = async (pool: ChallengePool) => {
  const { Session } = await pool.begin("CUSTOM_AUTH", { USERNAME: user });
  return pool.respond("CUSTOM_CHALLENGE", Session, { USERNAME: user, ANSWER: "2" });
};
const signUp = ({ clientId }: ChallengePool) =>
  world.client.send(new SignUpCommand({ ClientId: clientId, Username: "new", Password: goodPassword }));

/** What asks each trigger, once. */
const triggers: Readonly<Record<string, (pool: ChallengePool) => Promise<unknown>>> = {
  PreSignUp: signUp,
  PostConfirmation: async (pool) => {
    await signUp(pool);
    await world.client.send(new AdminConfirmSignUpCommand({ UserPoolId: pool.poolId, Username: "new" }));
  },
  PreAuthentication: signIn,
  PostAuthentication: signIn,
  PreTokenGeneration: signIn,
  CustomMessage: ({ clientId }) => world.client.send(new ForgotPasswordCommand({ ClientId: clientId, Username: user })),
  UserMigration: (pool) => pool.password("veteran"),
  DefineAuthChallenge: customSignIn,
  CreateAuthChallenge: customSignIn,
  VerifyAuthChallengeResponse: customSignIn,
};

const names = [...Object.keys(failures), "is silent", "works", "has more to say"];
const arnOf = (trigger: string, way: string) =>
  `arn:aws:lambda:us-east-1:123456789012:function:${trigger}-${names.indexOf(way)}`;

let server: Server;
let world: TestWorld;
before(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const event = JSON.parse(Buffer.concat(chunks).toString()) as Event;
    const [, trigger = "", index = ""] = request.url?.split("/") ?? [];
    const way = names[Number(index)] ?? "";
    const works = working[trigger] ?? json((given) => given);
    if (way === "is silent") silence(response, event);
    else if (way === "works") works(response, event);
    else if (way === "has more to say") json((given) => ({ ...given, extra: { a: 1 } }))(response, event);
    else failures[way]?.answer(response, event);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const functions: Record<string, string> = {};
  for (const trigger of Object.keys(triggers)) {
    for (const [index, way] of names.entries()) functions[arnOf(trigger, way)] = `${base}/${trigger}/${index}`;
  }
  world = await startTestWorld({ functions });
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await world.close();
});

/** A pool whose one function behaves so, with somebody in it. */
async function given(trigger: string, way: string): Promise<ChallengePool> {
  const lead = Object.keys(working);
  const LambdaConfig: LambdaConfigType = {
    ...(lead.includes(trigger) && Object.fromEntries(lead.map((one) => [one, arnOf(one, "works")]))),
    [trigger]: way === "is not there" ? `${arnOf(trigger, "works")}-not` : arnOf(trigger, way),
  };
  const pool = await challengePool(world, {
    pool: { LambdaConfig },
    client: { ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
  });
  // An administrator's user would be asked about, too.
  if (trigger !== "PreSignUp") await pool.user(user, { attributes: addresses({ email: "jane@example.com" }) });
  return pool;
}

async function fails(trigger: string, way: string, name: string, message: string): Promise<void> {
  const pool = await given(trigger, way);
  const told = message.replace("TRIGGER", trigger);
  await assert.rejects(triggers[trigger]!(pool), { name, message: told }, `${trigger} ${way}`);
  const { Users = [] } = await world.client.send(new ListUsersCommand({ UserPoolId: pool.poolId }));
  const there = Users.map(({ Username }) => Username).sort();
  assert.deepEqual(there, { PreSignUp: [], PostConfirmation: [user, "new"] }[trigger] ?? [user], `${trigger} ${way}`);
  assert.equal(await pool.messages(), 0, `${trigger} ${way}`);
}

for (const trigger of Object.keys(triggers)) {
  describe(`T-46 ${trigger}`, () => {
    for (const [way, { name, message }] of Object.entries(failures)) {
      // Whoever asks another directory for a user is told that there is none, or that this failed.
      const [asName, asMessage] =
        trigger === "UserMigration" && way === "throws" ? ["UserNotFoundException", /./] : [name, message];
      test(`that ${way} lets nobody in`, async () => {
        if (typeof asMessage === "string") return fails(trigger, way, asName, asMessage);
        const pool = await given(trigger, way);
        await assert.rejects(triggers[trigger]!(pool), { message: /^Exception migrating user in app client / });
      });
    }

    test("that is not there lets nobody in", () =>
      fails(trigger, "is not there", "UnexpectedLambdaException", "TRIGGER invocation failed due to configuration."));

    test("that works, or has more to say than is known, is no failure", async () => {
      const way = Object.hasOwn(working, trigger) || trigger === "UserMigration" ? "works" : "has more to say";
      const pool = await given(trigger, way);
      if (trigger !== "UserMigration") await triggers[trigger]!(pool);
      // An answer without attributes vouches for nobody.
      else await assert.rejects(triggers[trigger]!(pool), { name: "UserNotFoundException" });
    });
  });
}

test("T-46 every trigger that is silent for three times five seconds lets nobody in", async () => {
  const message = "TRIGGER invocation failed due to error Socket timeout while invoking Lambda function.";
  const before = performance.now();
  await Promise.all(
    Object.keys(triggers).map((trigger) => fails(trigger, "is silent", "UnexpectedLambdaException", message)),
  );
  const seconds = (performance.now() - before) / 1000;
  assert.ok(seconds >= 15 && seconds < 40, `${seconds} s`);
});

test("a user whose confirmation had been stored stays confirmed when the function after it fails", async () => {
  const pool = await given("PostConfirmation", "throws");
  await assert.rejects(triggers["PostConfirmation"]!(pool));
  const found = await world.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: "new" }));
  assert.equal(found.UserStatus, "CONFIRMED");
});
