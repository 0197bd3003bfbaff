/** Owns the index of the resource types of other services that do something here, over the companions. */
import type { ResourceType } from "../resources/resource-type.js";
import { describeCognitoUserPoolClient, userPoolCloudFrontDomainName } from "./cognito-look-up.js";
import { iamManagedPolicy } from "./iam-managed-policy.js";
import { iamPolicy } from "./iam-policy.js";
import { iamRole } from "./iam-role.js";
import { iamRolePolicy } from "./iam-role-policy.js";
import { kmsAlias } from "./kms-alias.js";
import { kmsKey } from "./kms-key.js";
import { lambdaAlias } from "./lambda-alias.js";
import { lambdaEventInvokeConfig } from "./lambda-event-invoke-config.js";
import { lambdaFunction } from "./lambda-function.js";
import { lambdaLayerVersion } from "./lambda-layer-version.js";
import { lambdaPermission } from "./lambda-permission.js";
import { lambdaVersion } from "./lambda-version.js";
import { secretsManagerSecret } from "./secretsmanager-secret.js";
import { ssmParameter } from "./ssm-parameter.js";

const types = new Map<string, ResourceType>(
  [
    describeCognitoUserPoolClient,
    userPoolCloudFrontDomainName,
    iamManagedPolicy,
    iamPolicy,
    iamRole,
    iamRolePolicy,
    kmsAlias,
    kmsKey,
    lambdaAlias,
    lambdaEventInvokeConfig,
    lambdaFunction,
    lambdaLayerVersion,
    lambdaPermission,
    lambdaVersion,
    secretsManagerSecret,
    ssmParameter,
  ].map((type) => [type.name, type]),
);

/** The foreign resource type of that name, if it works. */
export function foreignTypeOf(name: string): ResourceType | undefined {
  return types.get(name);
}
