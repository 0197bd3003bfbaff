/**
 * Owns asking for a second factor: which challenge it is, the code that is sent for it, and what the client is told. Its
 * answers are `factor-step.ts`, setting one up is `mfa-setup-step.ts`.
 */
import type { NextStep } from "../../domain/challenge/next-challenge.js";
import type { Progress } from "../../domain/challenge/progress.js";
import { codeDeliveryDetails, type Delivery, deliveryTo } from "../../domain/message/delivery.js";
import type { MfaFactor, User } from "../../domain/user.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { Asked } from "./ask-device.js";
import type { SignInCall, SignInParts } from "./call.js";
import { carry } from "./carrying.js";
import { challengeCode } from "./challenge-code.js";

/** Whose sign-in it is and how far it has come. */
export interface FactorAsked {
  readonly user: User;
  readonly progress: Progress;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** The challenge for a factor that is owed, and what must be stored with it. */
export async function askFactor(
  parts: SignInParts,
  call: SignInCall,
  asked: FactorAsked,
  { challenge, factors }: Pick<Extract<NextStep, { kind: "factor" }>, "challenge" | "factors">,
): Promise<Asked> {
  const { user, progress } = asked;
  const common = { USER_ID_FOR_SRP: user.username };
  switch (challenge) {
    case "SMS_MFA":
    case "EMAIL_OTP":
      return askCode(parts, call, asked, challenge);
    case "SOFTWARE_TOKEN_MFA": {
      const token = await parts.store.softwareTokens.getVerified(user.poolId, user.sub);
      const name = token?.deviceName;
      return plain(challenge, { ...common, ...(name === undefined ? {} : { FRIENDLY_DEVICE_NAME: name }) });
    }
    case "SELECT_MFA_TYPE":
      return plain(challenge, { ...common, MFAS_CAN_CHOOSE: JSON.stringify(factors) });
    case "MFA_SETUP":
      return plain(challenge, { ...common, MFAS_CAN_SETUP: JSON.stringify(factors) });
  }

  function plain(name: "SOFTWARE_TOKEN_MFA" | "SELECT_MFA_TYPE" | "MFA_SETUP", parameters: Record<string, string>) {
    const carrier = carry(parts, call, user.sub, name, progress);
    const answer = { ChallengeName: name, Session: carrier.text, ChallengeParameters: parameters };
    return { answer, store: carrier.store };
  }
}

/** Sends a code to the user's own address, proven or not: signing in with it proves it. */
async function askCode(
  parts: SignInParts,
  call: SignInCall,
  { user, progress, clientMetadata }: FactorAsked,
  challenge: Extract<MfaFactor, "SMS_MFA" | "EMAIL_OTP">,
): Promise<Asked> {
  const delivery = deliveryTo(challenge === "SMS_MFA" ? "phone_number" : "email", user.attributes);
  // A factor that was switched on while there was an address.
  if (delivery === undefined) {
    throw new InvalidParameterException(`User does not have delivery config set to turn on ${challenge}`);
  }
  const step = challenge === "EMAIL_OTP" ? "EMAIL_MFA" : challenge;
  const carrier = carry(parts, call, user.sub, step, progress);
  const code = await challengeCode(parts, call, { user, purpose: "mfa", delivery, carrier, clientMetadata });
  return {
    answer: {
      ChallengeName: challenge,
      Session: carrier.text,
      ChallengeParameters: { ...deliveryParameters(delivery), USER_ID_FOR_SRP: user.username },
    },
    store: async (tx) => {
      await carrier.store(tx);
      await code.store(tx);
    },
  };
}

/** Where a code went, as challenges tell it. */
function deliveryParameters(delivery: Delivery): Record<string, string> {
  const { DeliveryMedium, Destination } = codeDeliveryDetails(delivery);
  return { CODE_DELIVERY_DELIVERY_MEDIUM: DeliveryMedium, CODE_DELIVERY_DESTINATION: Destination };
}
