/**
 * What each step towards tokens asks of the store, statement by statement, on both databases alike: one more is a decision,
 * and changes a line here. Somebody and nobody cost the same (T-02). Nothing is timed.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { addresses, type ChallengePool, challengePool, everyFactor } from "./challenges.js";
import { AssociateSoftwareTokenCommand, GetUserCommand, SignUpCommand, VerifySoftwareTokenCommand } from "./clients.js";
import { temporaryFolder } from "./faults/server-process.js";
import { openTestDatabase, type TestDatabase } from "./postgres-server.js";
import { goodPassword, tokensOf, withPassword } from "./sign-in.js";
import { srpClient } from "./srp-client.js";
import { countStatements, type Sent, type StatementCounter, wordOf } from "./statement-counter.js";
import { totpCode } from "./totp.js";
import { cheapHash, hashedPassword, importHashed } from "./user-import.js";
import { startTestWorld, type TestWorld } from "./world.js";

const wrongPassword = "Wrong-Horse-9";

/** The client with its pool, its secrets if it has any, and the sessions that the pool keeps. */
const client = "app_clients/user_pools";
const subject = `${client} users credentials`;
/** Somebody taken up again by the Session of an earlier step. */
const carried = `${client} consumed_marks users credentials`;
const groups = "group_members/groups";
const granted = "+token_sessions +auth_events";
/** The verifier takes the place of the hash, and the history learns the password. */
const adopted = "credentials ~credentials +password_history -password_history";
const failed = "lockouts lockouts +lockouts +auth_events";

/** What a step may ask for, in how many transactions. Whatever is remembered for a second is not asked for again. */
const budgets = {
  "password sign-in": [`${subject} lockouts ${groups} users lockouts ${granted}`, 1],
  "password sign-in, the first of a user": [
    `${subject} lockouts ${groups} users lockouts +lockouts lockouts ${granted}`,
    1,
  ],
  "password sign-in after a failed one": [`${subject} lockouts ${groups} users lockouts -lockouts ${granted}`, 1],
  "password sign-in of a client with a secret": [
    `${client} client_secrets users credentials lockouts ${groups} users lockouts ${granted}`,
    1,
  ],
  "a wrong password of somebody": [`${subject} ${failed}`, 1],
  "a wrong password of nobody": [`${subject} ${failed}`, 1],
  "a wrong password of somebody with an imported hash": [`${subject} ${failed}`, 1],
  "the first sign-in with an imported hash": [
    `${subject} lockouts ${groups} users lockouts +lockouts lockouts ${adopted} ${granted}`,
    1,
  ],
  "SRP begun by somebody": [subject, 0],
  "SRP begun by somebody with an imported hash": [subject, 0],
  "SRP begun by nobody": [subject, 0],
  "SRP answered": [`${subject} lockouts ${groups} users lockouts +consumed_marks ${granted}`, 1],
  "SRP answered wrong by somebody": [`${subject} ${failed}`, 1],
  "SRP answered wrong by nobody": [`${subject} ${failed}`, 1],
  refresh: [`${client} token_sessions users ${groups}`, 0],
  GetUser: ["user_pools app_clients users token_sessions", 0],
  SignUp: [
    `${client} users user_pools +users ${"+user_search ".repeat(5)}+user_counts +credentials +password_history ` +
      "-password_history +codes +messages +auth_events",
    1,
  ],
  "choice begun by somebody": [`${subject} user_pool_domains`, 1],
  "choice begun by nobody": [`${subject} user_pool_domains`, 1],
  "a password chosen": [`${carried} user_pool_domains lockouts ${groups} users lockouts +consumed_marks ${granted}`, 1],
  "a code asked for by somebody": [`${subject} user_pool_domains +codes +messages`, 1],
  "a code asked for by nobody": [`${subject} user_pool_domains +codes +messages`, 1],
  "a software token asked for": [`${subject} lockouts software_tokens lockouts`, 1],
  "a software token shown": [
    `${carried} lockouts software_tokens ${groups} users lockouts +consumed_marks ~software_tokens ${granted}`,
    1,
  ],
} as const satisfies Record<string, readonly [statements: string, transactions: number]>;

type Step = keyof typeof budgets;

for (const kind of ["SQLite", "PostgreSQL"] as const) {
  describe(kind, () => {
    const folder = temporaryFolder();
    let database: TestDatabase | undefined;
    let world: TestWorld;
    let counter: StatementCounter;
    let plain: ChallengePool;
    let choice: ChallengePool;
    let factors: ChallengePool;
    const covered = new Set<Step>();

    before(async () => {
      database = kind === "PostgreSQL" ? await openTestDatabase() : undefined;
      const masterKey = join(folder.path, "master.key");
      writeFileSync(masterKey, randomBytes(32).toString("hex"), { mode: 0o600 });
      world = await startTestWorld(database === undefined ? {} : { database: database.url, masterKey });
      counter = countStatements();
      const own = {
        PreventUserExistenceErrors: "ENABLED" as const,
        ExplicitAuthFlows: [
          "ALLOW_USER_SRP_AUTH" as const,
          "ALLOW_USER_PASSWORD_AUTH" as const,
          "ALLOW_USER_AUTH" as const,
          "ALLOW_REFRESH_TOKEN_AUTH" as const,
        ],
      };
      plain = await challengePool(world, { pool: { AutoVerifiedAttributes: ["email"] }, client: own });
      choice = await challengePool(world, {
        pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] } } },
        client: own,
      });
      factors = await challengePool(world, { mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor }, client: own });
      for (const pool of [plain, choice, factors]) {
        await pool.user("jane", { attributes: addresses({ email: "jane@example.com" }) });
        // The keys of the pool are made, and the row that counts her tries.
        await pool.password("jane");
      }
      await plain.user("joan");
      await assert.rejects(plain.password("nobody", wrongPassword));
    });

    after(async () => {
      counter.stop();
      await world.close();
      await database?.close();
    });

    /**
     * Does a step, up to five times: the program's own errands, and what is remembered for a second, may fall between, but
     * not every time. What a step needs is made before it is counted.
     */
    async function step(name: Step, prepare: (time: number) => Promise<() => Promise<unknown>>): Promise<void> {
      const [statements, transactions] = budgets[name];
      let least: Sent | undefined;
      for (let time = 0; time < 5 && (least?.statements ?? []).join(" ") !== statements; time++) {
        const work = await prepare(time);
        counter.take();
        await work();
        const sent = counter.take();
        if (least === undefined || sent.statements.length <= least.statements.length) least = sent;
      }
      covered.add(name);
      assert.deepEqual(least, { statements: statements.split(" "), transactions }, name);
    }

    const refused = (work: Promise<unknown>) => assert.rejects(work, { name: "NotAuthorizedException" });
    /** After a quarter of an hour failures are forgotten: nobody is locked out while they are counted. */
    const forget = () => world.clock.advance(3_600_000);

    test("passwords", async () => {
      await step("password sign-in", async () => () => plain.password("jane"));
      await step("password sign-in, the first of a user", async (time) => {
        await plain.user(`new-${time}`);
        return () => plain.password(`new-${time}`);
      });
      await step("password sign-in after a failed one", async () => {
        await refused(plain.password("jane", wrongPassword));
        return () => plain.password("jane");
      });
      for (const [name, username] of [
        ["a wrong password of somebody", "jane"],
        ["a wrong password of nobody", "nobody"],
      ] as const) {
        await step(name, async () => () => refused(plain.password(username, wrongPassword)));
        forget();
      }
    });

    test("imported hashes", async () => {
      const people = Array.from({ length: 5 }, (_, at) => ({ name: `hashed-${at}`, hash: cheapHash }));
      await importHashed(world, plain.poolId, "BCRYPT", [{ name: "hashed", hash: cheapHash }, ...people]);
      await step("a wrong password of somebody with an imported hash", async () => () => {
        return refused(plain.password("hashed", wrongPassword));
      });
      forget();
      await step("SRP begun by somebody with an imported hash", async () => () => {
        return plain.begin("USER_SRP_AUTH", { USERNAME: "hashed", SRP_A: srpClient(plain.poolId).A });
      });
      await step("the first sign-in with an imported hash", async (time) => {
        return () => plain.password(`hashed-${time}`, hashedPassword);
      });
    });

    test("SRP", async () => {
      const begin = async (username: string) => {
        const srp = srpClient(plain.poolId);
        const { ChallengeParameters = {} } = await plain.begin("USER_SRP_AUTH", { USERNAME: username, SRP_A: srp.A });
        return (password: string) => {
          const responses = srp.answer(ChallengeParameters, password, world.clock.now());
          return plain.respond("PASSWORD_VERIFIER", undefined, responses);
        };
      };
      await step("SRP begun by somebody", async () => () => begin("jane"));
      await step("SRP begun by nobody", async () => () => begin("nobody"));
      /** The client reckons for a while: what is remembered for a second is remembered anew. */
      const prepared = async (username: string) => {
        const answer = await begin(username);
        await plain.password("joan");
        return answer;
      };
      await step("SRP answered", async () => {
        const answer = await prepared("jane");
        return () => answer(goodPassword);
      });
      for (const [name, username] of [
        ["SRP answered wrong by somebody", "jane"],
        ["SRP answered wrong by nobody", "nobody"],
      ] as const) {
        await step(name, async () => {
          const answer = await prepared(username);
          return () => refused(answer(wrongPassword));
        });
        forget();
      }
    });

    test("a client with a secret", async () => {
      const { ClientId: clientId, ClientSecret: clientSecret } = await world.appClient(plain.poolId, {
        GenerateSecret: true,
      });
      const target = { world, poolId: plain.poolId, clientId, clientSecret };
      await step("password sign-in of a client with a secret", async () => () => withPassword(target, "jane"));
    });

    test("what tokens are good for", async () => {
      const { AccessToken, RefreshToken } = tokensOf(await plain.password("jane"));
      await step("refresh", async () => () => plain.begin("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: RefreshToken }));
      await step("GetUser", async () => () => world.client.send(new GetUserCommand({ AccessToken })));
    });

    test("sign-up", async () => {
      await step("SignUp", async (time) => () => {
        const UserAttributes = [{ Name: "email", Value: `john-${time}@example.com` }];
        const { clientId: ClientId } = plain;
        const input = { ClientId, Username: `john-${time}`, Password: goodPassword, UserAttributes };
        return world.client.send(new SignUpCommand(input));
      });
    });

    test("choice", async () => {
      const begin = (USERNAME: string, more: Record<string, string> = {}) =>
        choice.begin("USER_AUTH", { USERNAME, ...more });
      await step("choice begun by somebody", async () => () => begin("jane"));
      await step("choice begun by nobody", async () => () => begin("nobody"));
      await step("a password chosen", async () => {
        const { Session } = await begin("jane");
        const responses = { USERNAME: "jane", ANSWER: "PASSWORD", PASSWORD: goodPassword };
        return () => choice.respond("SELECT_CHALLENGE", Session, responses);
      });
      const code = { PREFERRED_CHALLENGE: "EMAIL_OTP" };
      await step("a code asked for by somebody", async () => () => begin("jane", code));
      await step("a code asked for by nobody", async () => () => begin("nobody", code));
    });

    test("second factors", async () => {
      const { AccessToken } = tokensOf(await factors.password("jane"));
      const { SecretCode } = await world.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      assert.ok(SecretCode);
      const UserCode = totpCode(SecretCode, world.clock.now());
      await world.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));
      await factors.prefer("jane", { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
      await step("a software token asked for", async () => () => factors.password("jane"));
      await step("a software token shown", async () => {
        // A code is good once.
        world.clock.advance(60_000);
        const { Session } = await factors.password("jane");
        const SOFTWARE_TOKEN_MFA_CODE = totpCode(SecretCode, world.clock.now());
        return () => factors.respond("SOFTWARE_TOKEN_MFA", Session, { USERNAME: "jane", SOFTWARE_TOKEN_MFA_CODE });
      });
    });

    test("every budget is held", () => {
      assert.deepEqual([...covered].sort(), Object.keys(budgets).sort());
    });
  });
}

test("a statement is named by what it does first", () => {
  const word = (sqlite: string) => wordOf({ sqlite });
  assert.equal(word("SELECT a FROM users WHERE b = ?"), "users");
  assert.equal(word("INSERT INTO codes (a) VALUES (?)"), "+codes");
  assert.equal(word("UPDATE codes SET a = ?"), "~codes");
  assert.equal(word("DELETE FROM codes WHERE a IN (SELECT b FROM users)"), "-codes");
  assert.equal(word("SELECT (SELECT 1 FROM codes) AS a FROM users u JOIN groups g ON g.a = u.a"), "users/groups");
  assert.equal(word("SAVEPOINT member"), undefined);
});
