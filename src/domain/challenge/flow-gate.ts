/** Owns which door and which client a flow is open to, and the words when it is not. */
import { InvalidParameterException, UnsupportedOperationException } from "../../model/generated/exceptions.js";
import type { AuthFlowType } from "../../model/generated/types.js";
import { type AuthFlow, allowsAuthFlow, refreshTokenRotation } from "../app-client/in-force.js";
import type { AppClient } from "../app-client.js";

/** Flows by what they do; older names of the same flow are the same flow. */
export type SignInFlow = "srp" | "password" | "custom" | "choice" | "refresh";

/** The user's own application, or an administrator's. */
export type Door = "user" | "admin";

interface FlowRule {
  readonly flow: SignInFlow;
  readonly doors: readonly Door[];
  readonly needs: AuthFlow;
  /** Cognito's words, which differ from flow to flow. */
  readonly refusal: string;
}

const both: readonly Door[] = ["user", "admin"];

const adminPassword: FlowRule = {
  flow: "password",
  doors: ["admin"],
  needs: "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  refusal: "Auth flow not enabled for this client",
};

const refresh: FlowRule = {
  flow: "refresh",
  doors: both,
  needs: "ALLOW_REFRESH_TOKEN_AUTH",
  refusal: "REFRESH_TOKEN_AUTH is not enabled for the client.",
};

const rules: Readonly<Record<AuthFlowType, FlowRule>> = {
  USER_SRP_AUTH: {
    flow: "srp",
    doors: both,
    needs: "ALLOW_USER_SRP_AUTH",
    refusal: "USER_SRP_AUTH is not enabled for the client.",
  },
  USER_PASSWORD_AUTH: {
    flow: "password",
    doors: ["user"],
    needs: "ALLOW_USER_PASSWORD_AUTH",
    refusal: "USER_PASSWORD_AUTH flow not enabled for this client",
  },
  ADMIN_USER_PASSWORD_AUTH: adminPassword,
  ADMIN_NO_SRP_AUTH: adminPassword,
  CUSTOM_AUTH: {
    flow: "custom",
    doors: both,
    needs: "ALLOW_CUSTOM_AUTH",
    refusal: "CUSTOM_AUTH is not enabled for the client.",
  },
  USER_AUTH: {
    flow: "choice",
    doors: both,
    needs: "ALLOW_USER_AUTH",
    refusal: "USER_AUTH is not enabled for the client.",
  },
  REFRESH_TOKEN_AUTH: refresh,
  REFRESH_TOKEN: refresh,
};

/** The flow, if this client may use it through this door. */
export function flowOrThrow(door: Door, name: AuthFlowType, client: Pick<AppClient, "settings">): SignInFlow {
  const rule = rules[name];
  if (!rule.doors.includes(door)) throw new InvalidParameterException("Initiate Auth method not supported");
  if (rule.flow === "refresh" && refreshTokenRotation(client) !== undefined) {
    // A rotating token must be exchanged for its successor, which this flow never returns.
    throw new UnsupportedOperationException("Refresh token rotation is enabled for the client.");
  }
  if (!allowsAuthFlow(client, rule.needs)) throw new InvalidParameterException(rule.refusal);
  return rule.flow;
}
