/** AWS::Cognito::UserPoolRiskConfigurationAttachment: what a pool (client `ALL`) or an app client does about risks. */
import { ServiceException } from "../../../model/exceptions.js";
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { RiskConfigurationType } from "../../../model/generated/types.js";
import type { PrincipalCall } from "../principal-call.js";
import { attachedSetting } from "./attached-setting.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only } from "./model-comparison.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolRiskConfigurationAttachment"];
const says = [
  "AccountTakeoverRiskConfiguration",
  "CompromisedCredentialsRiskConfiguration",
  "RiskExceptionConfiguration",
];

export const userPoolRiskConfigurationAttachment = attachedSetting({
  schema,
  says,
  identifier: (model) => identifierOf(schema, model),
  async read(call, identifier) {
    const ids = identifierParts(schema, identifier);
    const shown = only({ ...(await configurationOf(call, ids)) }, says);
    return Object.keys(shown).length === 0 ? undefined : { ...ids, ...shown };
  },
  async set(call, model) {
    await call("SetRiskConfiguration", model);
  },
  async remove(call, identifier) {
    await call("SetRiskConfiguration", identifierParts(schema, identifier));
  },
  // As the reference of CloudFormation has it.
  ref(identifier) {
    const { UserPoolId, ClientId } = identifierParts(schema, identifier);
    return `UserPoolRiskConfigurationAttachment-${UserPoolId}-${ClientId}`;
  },
});

/** A pool whose threat protection was turned off has none: whoever turned it off can still delete the resource. */
async function configurationOf(
  call: PrincipalCall,
  ids: Readonly<Record<string, string>>,
): Promise<RiskConfigurationType | undefined> {
  try {
    return (await ifFound(call("DescribeRiskConfiguration", ids)))?.RiskConfiguration;
  } catch (error) {
    if (error instanceof ServiceException && error.wireName === "UserPoolAddOnNotEnabledException") return undefined;
    throw error;
  }
}
