/**
 * T-23 Sign-in held against a model of it: whatever somebody with the right and the wrong secrets, an administrator and the
 * clock do in whatever order, each answer is what the model says, and tokens come only when all that the policy demands at
 * that moment has been shown in that very sign-in. FAULT_SEED=<number> repeats a run.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { addresses, type ChallengePool, challengePool, everyFactor, otherCode } from "../challenges.js";
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AssociateSoftwareTokenCommand,
  type AuthenticationResultType,
  type ChallengeNameType,
  SetUserPoolMfaConfigCommand,
  VerifySoftwareTokenCommand,
} from "../clients.js";
import { seedOfRun } from "../faults/chance.js";
import { goodPassword, tokensOf } from "../sign-in.js";
import { srpClient } from "../srp-client.js";
import { totpCode } from "../totp.js";
import { startTestWorld, type TestWorld } from "../world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

type Factor = "SMS_MFA" | "SOFTWARE_TOKEN_MFA";
type Place = "codes by email" | "demands";
type Way = "password" | "administrator" | "SRP" | "choice";

type Command =
  | { readonly kind: "begin"; readonly way: Way; readonly right: boolean }
  | { readonly kind: "begin by email" }
  | {
      /** With a Session that is open, or again with one that was answered. */
      readonly kind: "answer" | "answer again";
      readonly which: number;
      readonly right: boolean;
      readonly pick: Factor;
    }
  | { readonly kind: "prefer"; readonly on: readonly Factor[]; readonly first: boolean }
  | { readonly kind: "set password"; readonly permanent: boolean }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "reset" | "disable" | "enable" | "demand" | "relax" };

const factors: readonly Factor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA"];
const often = fc.boolean().chain((one) => (one ? fc.constant(true) : fc.boolean()));
const commands: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("begin" as const),
      way: fc.constantFrom<Way>("password", "administrator", "SRP", "choice"),
      right: often,
    }),
  },
  { weight: 2, arbitrary: fc.constant<Command>({ kind: "begin by email" }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant("answer" as const),
      which: fc.nat({ max: 3 }),
      right: often,
      pick: fc.constantFrom(...factors),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("answer again" as const),
      which: fc.nat({ max: 1 }),
      right: fc.constant(true),
      pick: fc.constantFrom(...factors),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("prefer" as const),
      on: fc.subarray([...factors]),
      first: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("set password" as const), permanent: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1_000, 30_000, 180_000, 960_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Command>(
      { kind: "reset" },
      { kind: "disable" },
      { kind: "enable" },
      { kind: "demand" },
      { kind: "relax" },
    ),
  },
);

/** What a call came to. */
type Outcome = "tokens" | "refused" | ChallengeNameType;

interface Step {
  readonly ChallengeName?: ChallengeNameType | undefined;
  readonly Session?: string | undefined;
  readonly ChallengeParameters?: Record<string, string> | undefined;
  readonly AuthenticationResult?: AuthenticationResultType | undefined;
}

/** A sign-in on its way, as the model knows it. */
interface Open {
  readonly session: string;
  readonly step: ChallengeNameType;
  /** The password that began it, by its number; undefined for a code by email. */
  readonly password: number | undefined;
  readonly code: string | undefined;
  readonly endsAt: number;
  used: boolean;
  wrongAnswers: number;
}

/** Everything that decides about the next answer. */
class Model {
  enabled = true;
  status: "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED" = "CONFIRMED";
  password = 0;
  on: readonly Factor[] = [];
  preferred: Factor | undefined;
  demands = false;
  failures = 0;
  lastFailureAt = 0;
  lockedUntil = 0;
  lastStep: number;
  open: Open[] = [];

  constructor(now: number) {
    this.lastStep = Math.floor(now / 30_000);
  }

  wordNow(): string {
    return this.password === 0 ? goodPassword : `Horse-Number-${this.password}`;
  }

  /** The second factor that is owed now. */
  owed(): Factor | "SELECT_MFA_TYPE" | undefined {
    if (this.preferred !== undefined) return this.preferred;
    // The phone can get a code and the authenticator is proven: where one is demanded, neither need be switched on.
    const usable = this.demands ? factors : this.on;
    return usable.length > 1 ? "SELECT_MFA_TYPE" : usable[0];
  }

  failed(now: number): void {
    this.failures = (now - this.lastFailureAt >= 900_000 ? 0 : this.failures) + 1;
    this.lastFailureAt = now;
    if (this.failures >= 5) this.lockedUntil = now + Math.min(1000 * 2 ** (this.failures - 5), 900_000);
  }

  /** What follows a first factor, and a second one if `second`. */
  after(byPassword: boolean, second: boolean): Outcome {
    if (this.status === "FORCE_CHANGE_PASSWORD") return byPassword ? "NEW_PASSWORD_REQUIRED" : "refused";
    if (this.status === "RESET_REQUIRED") return "refused";
    const outcome = second ? "tokens" : (this.owed() ?? "tokens");
    if (outcome === "tokens") this.failures = 0;
    return outcome;
  }

  begins(right: boolean, now: number): Outcome {
    if (!this.enabled || now < this.lockedUntil) return "refused";
    if (right) return this.after(true, false);
    this.failed(now);
    return "refused";
  }

  /** `right` and `pick` as in the command. */
  answers(one: Open, right: boolean, pick: Factor, now: number): Outcome {
    if (one.used || now >= one.endsAt || !this.enabled) return "refused";
    if (one.password !== undefined && one.password !== this.password) return "refused";
    if (now < this.lockedUntil || this.status === "RESET_REQUIRED") return "refused";
    const byPassword = one.password !== undefined;
    const owedNow = this.status === "CONFIRMED" ? this.owed() : undefined;
    // A factor that another one has taken the place of meanwhile shows nothing any more (T-24).
    const isFactor = one.step === "SMS_MFA" || one.step === "SOFTWARE_TOKEN_MFA";
    if (isFactor && owedNow !== undefined && owedNow !== "SELECT_MFA_TYPE" && owedNow !== one.step) return "refused";
    switch (one.step) {
      case "NEW_PASSWORD_REQUIRED":
        if (this.status !== "FORCE_CHANGE_PASSWORD" || !right) return "refused";
        this.status = "CONFIRMED";
        this.password += 1;
        break;
      case "EMAIL_OTP":
        if (!right) return "refused";
        break;
      case "SELECT_MFA_TYPE": {
        if (!right || !(owedNow === "SELECT_MFA_TYPE" || owedNow === pick)) return "refused";
        one.used = true;
        return pick;
      }
      case "SOFTWARE_TOKEN_MFA": {
        const step = Math.floor(now / 30_000);
        if (right && step <= this.lastStep) return "refused";
        if (right) this.lastStep = step;
        break;
      }
    }
    if (!right) {
      this.failed(now);
      return "refused";
    }
    one.used = true;
    return this.after(byPassword, isFactor);
  }
}

let people = 0;
const tally: Record<string, number> = {};

/** Lives through the commands, comparing every answer with the model's. */
async function live(place: Place, steps: readonly Command[]): Promise<void> {
  const { client, clock } = world;
  const pool: ChallengePool = await challengePool(world, {
    mfa: { MfaConfiguration: "OPTIONAL", ...everyFactor },
    pool: {
      Policies: {
        SignInPolicy: { AllowedFirstAuthFactors: place === "demands" ? ["PASSWORD"] : ["PASSWORD", "EMAIL_OTP"] },
      },
    },
    client: {
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_AUTH",
      ],
    },
  });
  const name = `person${people++}`;
  const phone = `+1206555${String(1000 + people)}`;
  await pool.user(name, { attributes: addresses({ email: `${name}@example.com`, phone_number: phone }) });
  const { AccessToken } = tokensOf(await pool.password(name));
  const { SecretCode = "" } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  const UserCode = totpCode(SecretCode, clock.now());
  await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));

  const model = new Model(clock.now());
  const inPool = { UserPoolId: pool.poolId, Username: name };

  const begin = async (way: Way, word: string): Promise<Step> => {
    const parameters = { USERNAME: name, PASSWORD: word };
    switch (way) {
      case "password":
        return pool.password(name, word);
      case "administrator":
        return client.send(
          new AdminInitiateAuthCommand({
            UserPoolId: pool.poolId,
            ClientId: pool.clientId,
            AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
            AuthParameters: parameters,
          }),
        );
      case "choice":
        return pool.begin("USER_AUTH", { ...parameters, PREFERRED_CHALLENGE: "PASSWORD" });
      case "SRP": {
        const srp = srpClient(pool.poolId);
        const { ChallengeParameters = {} } = await pool.begin("USER_SRP_AUTH", { USERNAME: name, SRP_A: srp.A });
        return pool.respond("PASSWORD_VERIFIER", undefined, srp.answer(ChallengeParameters, word, clock.now()));
      }
    }
  };

  const answer = (one: Open, right: boolean, pick: Factor, nextWord: string): Promise<Step> => {
    const respond = (name_: string, value: string) =>
      pool.respond(one.step, one.session, { USERNAME: name, [name_]: value });
    const sent = one.code ?? "";
    switch (one.step) {
      case "NEW_PASSWORD_REQUIRED":
        return respond("NEW_PASSWORD", right ? nextWord : "short");
      case "SELECT_MFA_TYPE":
        return respond("ANSWER", right ? pick : "EMAIL_OTP");
      case "SOFTWARE_TOKEN_MFA": {
        const code = totpCode(SecretCode, clock.now());
        return respond("SOFTWARE_TOKEN_MFA_CODE", right ? code : otherCode(code));
      }
      default:
        return respond(`${one.step}_CODE`, right ? sent : otherCode(sent));
    }
  };

  /** Compares, and keeps the Session that came. */
  const came = async (asked: Promise<Step>, expected: Outcome, password: number | undefined, of: Command) => {
    const step = await asked.catch((error: Error) => error);
    const refused = step instanceof Error;
    const found: Outcome = refused
      ? "refused"
      : step.AuthenticationResult
        ? "tokens"
        : (step.ChallengeName ?? "refused");
    assert.equal(found, expected, `${JSON.stringify(of)}: ${refused ? step.message : ""}`);
    tally[found] = (tally[found] ?? 0) + 1;
    if (refused || step.Session === undefined) return;
    const code = found === "SMS_MFA" || found === "EMAIL_OTP" ? await pool.lastCode() : undefined;
    model.open.push({
      session: step.Session,
      step: found as ChallengeNameType,
      password,
      code,
      endsAt: clock.now() + 180_000,
      used: false,
      wrongAnswers: 0,
    });
  };

  for (const one of steps) {
    // Passwords are told apart by the moment at which they were set.
    clock.advance(1);
    switch (one.kind) {
      case "wait":
        clock.advance(one.ms);
        break;
      case "begin": {
        const expected = model.begins(one.right, clock.now());
        await came(begin(one.way, one.right ? model.wordNow() : "Wrong-Horse-9"), expected, model.password, one);
        break;
      }
      case "begin by email": {
        const offered = place === "codes by email" && model.status === "CONFIRMED" && model.owed() === undefined;
        const chosen = { USERNAME: name, PREFERRED_CHALLENGE: "EMAIL_OTP" };
        const expected = offered ? "EMAIL_OTP" : "SELECT_CHALLENGE";
        const before = model.open.length;
        await came(pool.begin("USER_AUTH", chosen), expected, undefined, one);
        if (!offered) model.open.length = before;
        break;
      }
      case "answer":
      case "answer again": {
        // The newest are the likeliest to be alive.
        const open = model.open.filter(({ used }) => used === (one.kind === "answer again")).at(-1 - one.which);
        if (open === undefined || (!one.right && ++open.wrongAnswers > 4)) break;
        const changesPassword = open.step === "NEW_PASSWORD_REQUIRED";
        const nextWord = `Horse-Number-${model.password + 1}`;
        const expected = model.answers(open, one.right, one.pick, clock.now());
        const password = changesPassword ? model.password : open.password;
        await came(answer(open, one.right, one.pick, nextWord), expected, password, one);
        break;
      }
      case "prefer": {
        const preferred = one.first ? one.on[0] : undefined;
        const setting = (factor: Factor) => ({ Enabled: one.on.includes(factor), PreferredMfa: preferred === factor });
        await pool.prefer(name, {
          SMSMfaSettings: setting("SMS_MFA"),
          SoftwareTokenMfaSettings: setting("SOFTWARE_TOKEN_MFA"),
        });
        model.on = one.on;
        model.preferred = preferred;
        break;
      }
      case "set password": {
        model.password += 1;
        model.status = one.permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
        const Password = model.wordNow();
        await client.send(new AdminSetUserPasswordCommand({ ...inPool, Password, Permanent: one.permanent }));
        break;
      }
      case "reset":
        if (!model.enabled || model.status === "FORCE_CHANGE_PASSWORD") break;
        await client.send(new AdminResetUserPasswordCommand(inPool));
        model.status = "RESET_REQUIRED";
        break;
      case "disable":
      case "enable":
        model.enabled = one.kind === "enable";
        await client.send(new (model.enabled ? AdminEnableUserCommand : AdminDisableUserCommand)(inPool));
        break;
      case "demand":
      case "relax": {
        if (place !== "demands") break;
        model.demands = one.kind === "demand";
        const MfaConfiguration = model.demands ? "ON" : "OPTIONAL";
        const mfa = { UserPoolId: pool.poolId, MfaConfiguration, ...everyFactor } as const;
        await client.send(new SetUserPoolMfaConfigCommand(mfa));
        break;
      }
    }
  }
}

test("T-09 T-10 T-15 T-23 T-25 no order of events leads to tokens that the model does not give", async (t) => {
  const seed = seedOfRun();
  t.diagnostic(`seed ${seed}`);
  // Everybody has chosen something and begun, so that most histories lead somewhere.
  const begun: readonly Command[] = factors.flatMap((factor) => [
    { kind: "prefer", on: [factor], first: true },
    { kind: "begin", way: "password", right: true },
  ]);
  const choosing: Command = { kind: "prefer", on: factors, first: false };
  const choices = fc.subarray([...begun, choosing, choosing, choosing]);
  const histories = fc
    .tuple(choices, fc.array(commands, { minLength: 8, maxLength: 22 }))
    .map(([first, then]) => [...first, ...then]);
  const places = fc.constantFrom<Place>("codes by email", "demands");
  // Lived through every time: a choice made twice, a code shown twice, a Session kept until the policy is another.
  const answer = (kind: "answer" | "answer again", which = 0): Command => ({
    kind,
    which,
    right: true,
    pick: "SMS_MFA",
  });
  const begin: Command = { kind: "begin", way: "SRP", right: true };
  const chosenTwice = [
    choosing,
    begin,
    answer("answer"),
    answer("answer again"),
    answer("answer"),
    answer("answer again"),
  ];
  const examples: [Place, Command[]][] = [
    ["codes by email", chosenTwice],
    ["codes by email", [{ kind: "begin by email" }, choosing, answer("answer"), answer("answer again")]],
    ["demands", [{ kind: "demand" }, begin, { kind: "reset" }, answer("answer"), begin]],
  ];
  await fc.assert(fc.asyncProperty(places, histories, live), { seed, numRuns: 25, examples, endOnFailure: true });
  t.diagnostic(JSON.stringify(tally));
  assert.ok((tally["tokens"] ?? 0) > 0 && (tally["refused"] ?? 0) > 0, "nothing much happened");
});
