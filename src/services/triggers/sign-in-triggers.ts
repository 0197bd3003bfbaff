/** Owns the triggers around a sign-in: PreAuthentication and PostAuthentication, which may refuse it. */
import { eventAttributes } from "../../domain/trigger/trigger-event.js";
import type { UserPool } from "../../domain/user-pool.js";
import { arnOf, type Consult, common, type Texts, type TriggerEvent } from "./consultation.js";

export interface SignInTriggers {
  preAuthentication(
    pool: UserPool,
    event: TriggerEvent & {
      readonly validationData?: Texts | undefined;
      readonly userNotFound?: boolean | undefined;
    },
  ): Promise<void>;
  postAuthentication(pool: UserPool, event: TriggerEvent & { readonly newDeviceUsed: boolean }): Promise<void>;
}

/** Makes them. */
export function signInTriggers(consult: Consult): SignInTriggers {
  return {
    async preAuthentication(pool, event) {
      const arn = arnOf(pool, "PreAuthentication");
      if (arn === undefined) return;
      const { validationData, userNotFound } = event;
      const request = {
        userAttributes: eventAttributes(event.attributes, event.user),
        validationData: validationData ?? null,
        ...(userNotFound === undefined ? {} : { userNotFound }),
      };
      const asked = { pool, trigger: "PreAuthentication", arn, event, request, response: {} } as const;
      await consult({ ...asked, source: "PreAuthentication_Authentication" });
    },

    async postAuthentication(pool, event) {
      const arn = arnOf(pool, "PostAuthentication");
      if (arn === undefined) return;
      const request = { ...common(event), newDeviceUsed: event.newDeviceUsed };
      const asked = { pool, trigger: "PostAuthentication", arn, event, request, response: {} } as const;
      await consult({ ...asked, source: "PostAuthentication_Authentication" });
    },
  };
}
