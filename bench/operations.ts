/** The measured operations: what one request (or one sign-in) is, and how long it had to wait for the server. */
import { randomBytes } from "node:crypto";
import type { Api } from "./api.js";
import { anybody, attributesOf, emailOf, type Population, password, signer, usernameOf } from "./population.js";
import { type SrpCaller, srpCaller } from "./srp-caller.js";

/** One server with its pool. */
export interface Target {
  readonly api: Api;
  readonly population: Population;
}

/** One operation against one server. */
export interface Measured {
  /** Does it the n-th time; answers how long the server was waited for, in milliseconds. */
  run(n: number): Promise<number>;
  close?(): Promise<void>;
}

/** The names under which results are reported. */
export type OperationKey =
  | "srp"
  | "password"
  | "refresh"
  | "adminGetUser"
  | "listUsersByEmail"
  | "listUsersPage"
  | "adminCreateUser"
  | "signUp";

/** How each operation is begun. */
export const operations: { readonly [K in OperationKey]: (target: Target) => Promise<Measured> } = {
  async srp({ api, population }) {
    const { clientId, users, userPoolId } = population;
    const caller: SrpCaller = await srpCaller(userPoolId);
    return {
      async run(n) {
        const USERNAME = usernameOf(signer(n, users));
        const begun = await api.call<{ ChallengeParameters: Record<string, string> }>("InitiateAuth", {
          AuthFlow: "USER_SRP_AUTH",
          ClientId: clientId,
          AuthParameters: { USERNAME, SRP_A: caller.publicValue },
        });
        const ended = await api.call("RespondToAuthChallenge", {
          ChallengeName: "PASSWORD_VERIFIER",
          ClientId: clientId,
          ChallengeResponses: await caller.answer(begun.answer.ChallengeParameters, password),
        });
        return begun.waitedMs + ended.waitedMs;
      },
      close: () => caller.close(),
    };
  },

  async password(target) {
    return { run: async (n) => (await signIn(target, n)).waitedMs };
  },

  async refresh(target) {
    const tokens = await Promise.all(
      Array.from({ length: 16 }, async (_, n) => (await signIn(target, n)).answer.AuthenticationResult.RefreshToken),
    );
    return {
      async run(n) {
        const { waitedMs } = await target.api.call("InitiateAuth", {
          AuthFlow: "REFRESH_TOKEN_AUTH",
          ClientId: target.population.clientId,
          AuthParameters: { REFRESH_TOKEN: tokens[n % tokens.length] },
        });
        return waitedMs;
      },
    };
  },

  async adminGetUser({ api, population: { userPoolId, users } }) {
    return {
      run: async (n) =>
        (await api.call("AdminGetUser", { UserPoolId: userPoolId, Username: usernameOf(anybody(n, users)) })).waitedMs,
    };
  },

  async listUsersByEmail({ api, population: { userPoolId, users } }) {
    return {
      async run(n) {
        const Filter = `email = "${emailOf(anybody(n, users))}"`;
        const { answer, waitedMs } = await api.call<{ Users: unknown[] }>("ListUsers", {
          UserPoolId: userPoolId,
          Filter,
        });
        if (answer.Users.length !== 1) throw new Error(`ListUsers with ${Filter} found ${answer.Users.length} users.`);
        return waitedMs;
      },
    };
  },

  async listUsersPage({ api, population: { userPoolId, users } }) {
    const Limit = 60;
    return {
      async run() {
        const { answer, waitedMs } = await api.call<{ Users: unknown[] }>("ListUsers", {
          UserPoolId: userPoolId,
          Limit,
        });
        if (answer.Users.length < Math.min(Limit, users)) throw new Error(`A page has ${answer.Users.length} users.`);
        return waitedMs;
      },
    };
  },

  async adminCreateUser({ api, population: { userPoolId } }) {
    const run = randomBytes(4).toString("hex");
    return {
      run: async (n) =>
        (
          await api.call("AdminCreateUser", {
            UserPoolId: userPoolId,
            Username: `made-${run}-${n}`,
            TemporaryPassword: password,
            MessageAction: "SUPPRESS",
            UserAttributes: wireAttributes(n, `made-${run}-${n}@example.com`),
          })
        ).waitedMs,
    };
  },

  async signUp({ api, population: { clientId } }) {
    const run = randomBytes(4).toString("hex");
    return {
      run: async (n) =>
        (
          await api.call("SignUp", {
            ClientId: clientId,
            Username: `signed-${run}-${n}`,
            Password: password,
            UserAttributes: wireAttributes(n, `signed-${run}-${n}@example.com`).filter(
              ({ Name }) => Name !== "email_verified",
            ),
          })
        ).waitedMs,
    };
  },
};

function signIn({ api, population: { clientId, users } }: Target, n: number) {
  return api.call<{ AuthenticationResult: { RefreshToken: string } }>("InitiateAuth", {
    AuthFlow: "USER_PASSWORD_AUTH",
    ClientId: clientId,
    AuthParameters: { USERNAME: usernameOf(signer(n, users)), PASSWORD: password },
  });
}

function wireAttributes(n: number, email: string) {
  return attributesOf(n).map(([Name, Value]) => ({ Name, Value: Name === "email" ? email : Value }));
}
