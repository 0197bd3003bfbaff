/** Owns which surfaces a server has, and how each is reached: by service for AWS protocols, by path for the rest. */
import type { Config } from "../config.js";
import { accessDecision } from "../domain/access-policy.js";
import type { UserPool } from "../domain/user-pool.js";
import type { CallOperation } from "../operations/call.js";
import type { Clock } from "../ports/clock.js";
import type { DeclaredPasswords } from "../ports/declared-passwords.js";
import type { FunctionRunner } from "../ports/functions.js";
import type { Keyring } from "../ports/keyring.js";
import type { Logger } from "../ports/logger.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import { domainOfHost } from "../services/directories/domain-directory.js";
import type { SigningKeyRing } from "../services/tokens/signing-keys.js";
import { createUserImportUploads } from "../services/user-import/user-import-upload.js";
import { createCognitoIdp } from "./cognito-idp/cognito-idp.js";
import { concernedPool } from "./cognito-idp/concerned-pool.js";
import { customResourceRoute } from "./companions/lambda/custom-resource.js";
import { packageRoute } from "./companions/lambda/package-url.js";
import { lateCompanions } from "./companions/late-companions.js";
import { createSts } from "./companions/sts/sts.js";
import { createGateway, type Gateway } from "./gateway.js";
import { healthRoutes } from "./health/health.js";
import { authEventFeedbackRoute } from "./login/auth-event-feedback.js";
import { confirmUserRoute } from "./login/confirm-user.js";
import { poolImageRoute } from "./login/pool-image.js";
import { wellKnownRoutes } from "./oauth/well-known.js";
import { createOutboxSurface, type OutboxNeeds } from "./outbox/outbox.js";
import type { PathRoute } from "./protocols/http.js";
import { type AccessKey, createSignedCallers, partitionOf } from "./protocols/signed-caller.js";
import { createCredentialIssuer } from "./protocols/temporary-credentials.js";
import { lateCloudControl } from "./provisioning/cloud-control/late-cloud-control.js";
import type { PageTokens } from "./provisioning/cloudformation/actions.js";
import { createCloudFormation, type StackCall } from "./provisioning/cloudformation/cloudformation.js";
import { userImportUploadRoute } from "./user-import/user-import.js";

/** What the surfaces are made over. */
export interface SurfaceNeeds {
  readonly config: Pick<
    Config,
    | "mode"
    | "region"
    | "account"
    | "publicUrl"
    | "allowHost"
    | "trustedProxies"
    | "limits"
    | "accessKeys"
    | "database"
    | "inertTypes"
  >;
  /** Contents of the certificate chain and its key. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly declaredPasswords: DeclaredPasswords;
  readonly logger: Logger;
  readonly call: CallOperation;
  readonly store: Store;
  readonly functions: FunctionRunner;
  readonly undelivered: OutboxNeeds["undelivered"];
  readonly signingKeys: SigningKeyRing;
  readonly issuerOf: (pool: Pick<UserPool, "id" | "region">) => string;
  readonly publicUrl: () => string;
  /** Routes of the mode the server runs in. */
  readonly moreRoutes: readonly PathRoute[];
}

/**
 * The access keys of an installation by id; undefined where shape alone is demanded. Only development without keys is
 * that open: production without keys, should it ever start, knows nobody.
 */
function accessKeysOf(config: SurfaceNeeds["config"]): ((id: string) => AccessKey | undefined) | undefined {
  if (config.mode === "development" && config.accessKeys.length === 0) return undefined;
  const partition = partitionOf(config.region);
  const keys = new Map<string, AccessKey>(
    config.accessKeys.map((key) => [
      key.accessKeyId,
      {
        secretAccessKey: key.secretAccessKey,
        sessionToken: key.sessionToken,
        arn: `arn:${partition}:iam::${config.account}:user/${key.accessKeyId}`,
        allows: accessDecision(key),
      },
    ]),
  );
  return (id) => keys.get(id);
}

/** Places in listings of stacks, sealed (T-34). */
function pageTokensOf(keyring: Keyring): PageTokens {
  const scopeOf = (listing: string) => ({ purpose: "stack-page-token", subject: listing });
  return {
    seal: (listing, next) => (next === undefined ? undefined : keyring.sealText(scopeOf(listing), next)),
    open: (listing, token) => keyring.openText<string>(scopeOf(listing), token),
  };
}

/** The gateway over every surface of this server. */
export function mountSurfaces(needs: SurfaceNeeds): Gateway & { readonly callStacks: StackCall } {
  const { config, clock, random, logger, call, store } = needs;
  const issuer = createCredentialIssuer(needs.keyring, random);
  const accessKey = accessKeysOf(config);
  const callers = createSignedCallers({ clock, accountId: config.account, accessKey, sessions: issuer });
  const { surfaces, companions } = lateCompanions({
    ...needs,
    callers,
    accountId: config.account,
    startedAt: clock.now(),
  });
  const cloudFormation = createCloudFormation({
    ...needs,
    callers,
    concernedPool,
    companions,
    accountId: config.account,
    region: config.region,
    pageTokens: pageTokensOf(needs.keyring),
    alone: config.database === undefined,
    inertTypes: config.inertTypes,
    passwords: needs.declaredPasswords,
  });
  const gateway: Gateway = createGateway({
    logger,
    clock,
    random,
    mode: config.mode,
    apis: [
      createCognitoIdp({ call, callers, logger, accountId: config.account, region: config.region }),
      createSts({ ...needs, callers, accountId: config.account, issuer }),
      lateCloudControl({ ...needs, callers, concernedPool, companions, accountId: config.account }),
      ...surfaces,
      cloudFormation.surface,
      createOutboxSurface({
        callers,
        logger,
        undelivered: needs.undelivered,
        poolOf: (UserPoolId, region) =>
          concernedPool("DescribeUserPool", { UserPoolId }, { region, accountId: config.account }),
      }),
    ],
    paths: [
      ...healthRoutes({ check: () => store.ping(), isDraining: () => gateway.isDraining }),
      ...wellKnownRoutes(needs),
      confirmUserRoute(needs),
      authEventFeedbackRoute(needs),
      poolImageRoute(needs),
      customResourceRoute(needs),
      packageRoute(needs),
      userImportUploadRoute({ uploads: createUserImportUploads(needs) }),
      ...needs.moreRoutes,
    ],
    publicUrl: config.publicUrl,
    allowHost: config.allowHost,
    isKnownDomain: async (name) => (await domainOfHost(store, name, config.publicUrl)) !== undefined,
    trustedProxies: config.trustedProxies,
    tls: needs.tls,
    limits: config.limits,
  });
  return {
    callStacks: cloudFormation.callItself,
    get isDraining() {
      return gateway.isDraining;
    },
    async listen(port, host) {
      const address = await gateway.listen(port, host);
      // After the listener is up: what is left of earlier deployments does not delay the first answer.
      await cloudFormation.deployments.begin();
      return address;
    },
    async close(options) {
      await gateway.close(options);
      await cloudFormation.deployments.close();
    },
  };
}
