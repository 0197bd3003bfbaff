/** Owns the triggers of a user's beginning: PreSignUp, which may refuse or confirm, and PostConfirmation. */
import { flag } from "../../domain/trigger/trigger-answer.js";
import type { UserPool } from "../../domain/user-pool.js";
import { arnOf, type Consult, common, type Texts, type TriggerEvent } from "./consultation.js";

/** What PreSignUp may decide. */
export interface PreSignUpAnswer {
  readonly autoConfirmUser: boolean;
  readonly autoVerifyEmail: boolean;
  readonly autoVerifyPhone: boolean;
}

export interface SignUpTriggers {
  preSignUp(
    pool: UserPool,
    source: "SignUp" | "AdminCreateUser" | "ExternalProvider",
    event: TriggerEvent & { readonly validationData?: Texts | undefined },
  ): Promise<PreSignUpAnswer>;
  postConfirmation(
    pool: UserPool,
    source: "ConfirmSignUp" | "ConfirmForgotPassword",
    event: TriggerEvent,
  ): Promise<void>;
}

/** Makes them. */
export function signUpTriggers(consult: Consult): SignUpTriggers {
  return {
    async preSignUp(pool, source, event) {
      const arn = arnOf(pool, "PreSignUp");
      const unchanged = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
      if (arn === undefined) return unchanged;
      // Nothing is said about proofs of addresses before there is anybody to prove them.
      const given = [...event.attributes].filter(([name, value]) => !name.endsWith("_verified") || value !== "false");
      const request = {
        ...common({ ...event, attributes: new Map(given) }),
        // None at all is null to the function, as real events show.
        validationData: Object.keys(event.validationData ?? {}).length > 0 ? event.validationData : null,
      };
      const asked = { pool, trigger: "PreSignUp", arn, event, request, response: unchanged } as const;
      const response = await consult({ ...asked, source: `PreSignUp_${source}` });
      return {
        autoConfirmUser: flag(response, "autoConfirmUser"),
        autoVerifyEmail: flag(response, "autoVerifyEmail"),
        autoVerifyPhone: flag(response, "autoVerifyPhone"),
      };
    },

    async postConfirmation(pool, source, event) {
      const arn = arnOf(pool, "PostConfirmation");
      if (arn === undefined) return;
      const asked = { pool, trigger: "PostConfirmation", arn, event, request: common(event), response: {} } as const;
      await consult({ ...asked, source: `PostConfirmation_${source}` });
    },
  };
}
