/** Owns what a user migration function may answer: who the user is, and in which state they begin. */
import { type AnswerPart, flag, text, textMap, texts, unrecognizable } from "./trigger-answer.js";

/** A user that another directory vouches for. */
export interface MigratedUser {
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: "CONFIRMED" | "RESET_REQUIRED";
  readonly welcomes: boolean;
  readonly mediums: readonly ("EMAIL" | "SMS")[];
  readonly forceAliasCreation: boolean;
  readonly enableSmsMfa: boolean;
}

/** The user of an answer; undefined when it vouches for nobody. Throws InvalidLambdaResponseException. */
export function migratedUser(response: AnswerPart): MigratedUser | undefined {
  const attributes = textMap(response, "userAttributes");
  if (attributes === undefined) return undefined;
  const status = text(response, "finalUserStatus") ?? "RESET_REQUIRED";
  if (status !== "CONFIRMED" && status !== "RESET_REQUIRED") throw unrecognizable();
  const mediums = texts(response, "desiredDeliveryMediums") ?? ["SMS"];
  if (!mediums.every((one): one is "EMAIL" | "SMS" => one === "EMAIL" || one === "SMS")) throw unrecognizable();
  const action = text(response, "messageAction");
  if (action !== undefined && action !== "SUPPRESS" && action !== "RESEND") throw unrecognizable();
  return {
    attributes,
    status,
    welcomes: action !== "SUPPRESS",
    mediums,
    forceAliasCreation: flag(response, "forceAliasCreation"),
    enableSmsMfa: flag(response, "enableSMSMFA"),
  };
}
