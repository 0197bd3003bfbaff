/** Owns the pools that doors stand in, each with what some doors need and others cannot have beside them. */
import { challengePool, everyFactor } from "../../challenges.js";
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  ExplicitAuthFlowsType,
  LambdaConfigType,
  SetUserPoolMfaConfigCommandInput,
} from "../../clients.js";
import { always } from "../../devices.js";
import { succeed } from "../../faults/wire.js";
import type { TestWorld } from "../../world.js";
import type { Place } from "./door.js";
import type { Mode } from "./words.js";

interface Settings {
  readonly pool?: Partial<CreateUserPoolCommandInput>;
  readonly client?: Partial<CreateUserPoolClientCommandInput>;
  readonly mfa?: Omit<SetUserPoolMfaConfigCommandInput, "UserPoolId">;
  /** What is set up besides. */
  readonly furnish?: (place: Place) => Promise<Partial<Place>>;
}

const optional = { MfaConfiguration: "OPTIONAL", ...everyFactor } as const;
const firstFactors = (...AllowedFirstAuthFactors: ("PASSWORD" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN")[]) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
});

/** The SDK does not know its name yet. */
const exchangeFlow = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION" as string as ExplicitAuthFlowsType;

const kinds = {
  usual: {},
  /** Everybody needs a second factor, and it can only be an authenticator. */
  "demands authenticators": {
    mfa: { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } },
    pool: { ...firstFactors("PASSWORD"), SmsConfiguration: undefined },
  },
  devices: { pool: { DeviceConfiguration: always } },
  passkeys: {
    pool: firstFactors("PASSWORD", "WEB_AUTHN"),
    mfa: { ...optional, WebAuthnConfiguration: { RelyingPartyId: "example.com" } },
  },
  "aliases by email": { pool: { AliasAttributes: ["email"] } },
  "usernames are email addresses": { pool: { UsernameAttributes: ["email"] } },
  "tracks sessions": {
    furnish: async ({ world, poolId: UserPoolId }) => {
      const configuration = { UserSessionTracking: "ENABLED", TokenSession: { MaxPerUser: 20 } };
      await succeed(world.url, "SetUserPoolSessionConfiguration", { UserPoolId, ...configuration });
      return {};
    },
  },
  "protects from threats": { pool: { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } },
  "exchanges tokens": {
    furnish: async ({ world, poolId }) => {
      const { ClientId, ClientSecret = "" } = await world.appClient(poolId, {
        GenerateSecret: true,
        ExplicitAuthFlows: [exchangeFlow],
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ["code"],
        CallbackURLs: ["https://example.com"],
        AllowedOAuthScopes: ["openid", "aws.cognito.signin.user.admin"],
      });
      return { backend: { ClientId, ClientSecret } };
    },
  },
} as const satisfies Record<string, Settings>;

/** A kind of place by its name. */
export type PlaceKind = keyof typeof kinds;

/** Makes one. */
export async function makePlace(
  world: TestWorld,
  LambdaConfig: LambdaConfigType,
  kind: PlaceKind,
  mode: Mode,
): Promise<Place> {
  const { pool = {}, mfa = optional, client = {}, furnish }: Settings = kinds[kind];
  const { poolId, clientId } = await challengePool(world, {
    mfa,
    pool: {
      LambdaConfig,
      AutoVerifiedAttributes: ["email"],
      ...everyFactor.SmsMfaConfiguration,
      ...firstFactors("PASSWORD", "EMAIL_OTP", "SMS_OTP"),
      ...pool,
    },
    client: {
      PreventUserExistenceErrors: mode,
      ExplicitAuthFlows: [
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_CUSTOM_AUTH",
        "ALLOW_USER_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
      ...client,
    },
  });
  const place = { world, poolId, clientId };
  return { ...place, ...(await furnish?.(place)) };
}
