/**
 * Owns asking a pool's own functions what comes next in a sign-in that they lead: DefineAuthChallenge, and
 * CreateAuthChallenge for a challenge of their own. Taking answers is `custom-step.ts`.
 */
import { longestHistory } from "../../domain/challenge/custom-progress.js";
import { type Progress, withShown } from "../../domain/challenge/progress.js";
import { wrongPassword } from "../../domain/sign-in-order.js";
import { unrecognizable } from "../../domain/trigger/trigger-answer.js";
import type { User } from "../../domain/user.js";
import type { Asked } from "./ask-device.js";
import type { SignInCall, SignInParts } from "./call.js";
import { carry } from "./carrying.js";

/** Whom the functions decide about. */
export interface CustomSubject {
  readonly sub: string;
  readonly username: string;
  /** Absent for somebody made up: functions are told, and never let in (T-46). */
  readonly user?: User | undefined;
}

/** What the functions see of a sign-in. */
export interface CustomAsked {
  readonly subject: CustomSubject;
  readonly progress: Progress;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What they decided: a challenge, the proof of a password first, or that they are satisfied. */
export type CustomDecision =
  | ({ readonly kind: "asked" } & Asked)
  | { readonly kind: "password" }
  | { readonly kind: "satisfied"; readonly progress: Progress };

/** What every one of the three functions is told. */
export function customEvent({ client }: SignInCall, { subject, clientMetadata }: CustomAsked) {
  const { user, username } = subject;
  return {
    clientId: client.id,
    username,
    attributes: user?.attributes ?? new Map<string, string>(),
    user,
    clientMetadata,
    ...(user === undefined ? { userNotFound: true } : {}),
  };
}

/** Asks what comes next. NotAuthorizedException where the functions refuse. */
export async function decide(parts: SignInParts, call: SignInCall, asked: CustomAsked): Promise<CustomDecision> {
  const { triggers } = parts;
  const { subject, progress } = asked;
  const { custom } = progress;
  if (custom === undefined || custom.history.length > longestHistory) throw wrongPassword();
  const event = { ...customEvent(call, asked), session: custom.history };
  const defined = await triggers.defineAuthChallenge(call.pool, event);
  if (defined.failAuthentication) throw wrongPassword();
  if (defined.issueTokens) {
    // Nobody is let in who is not there, whatever a function says.
    if (subject.user === undefined) throw wrongPassword();
    return {
      kind: "satisfied",
      progress: withShown({ ...progress, custom: { ...custom, satisfied: true } }, "CUSTOM"),
    };
  }
  const { challengeName } = defined;
  if (challengeName === "PASSWORD_VERIFIER") return { kind: "password" };
  if (challengeName !== "CUSTOM_CHALLENGE") throw unrecognizable();
  const created = await triggers.createAuthChallenge(call.pool, { ...event, challengeName });
  const { privateParameters, metadata, publicParameters } = created;
  const open = { privateParameters, ...(metadata === undefined ? {} : { metadata }) };
  const carrier = carry(parts, call, subject.sub, "CUSTOM_CHALLENGE", { ...progress, custom: { ...custom, open } });
  return {
    kind: "asked",
    answer: {
      ChallengeName: "CUSTOM_CHALLENGE",
      Session: carrier.text,
      ChallengeParameters: { ...publicParameters, USERNAME: subject.username },
    },
    store: carrier.store,
  };
}
