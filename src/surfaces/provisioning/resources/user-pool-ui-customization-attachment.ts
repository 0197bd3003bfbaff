/**
 * AWS::Cognito::UserPoolUICustomizationAttachment: the style sheet of the classic pages. A logo is no property of it, and
 * goes when the sheet changes, because the two are set together.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { attachedSetting } from "./attached-setting.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only } from "./model-comparison.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolUICustomizationAttachment"];

export const userPoolUICustomizationAttachment = attachedSetting({
  schema,
  says: ["CSS"],
  identifier: (model) => identifierOf(schema, model),
  async read(call, identifier) {
    const ids = identifierParts(schema, identifier);
    const shown = (await ifFound(call("GetUICustomization", ids)))?.UICustomization;
    // A client without looks of its own shows those of all clients.
    return shown?.ClientId === ids["ClientId"] ? only({ ...shown, ...ids }, Object.keys(schema.properties)) : undefined;
  },
  async set(call, model) {
    await call("SetUICustomization", model);
  },
  async remove(call, identifier) {
    await call("SetUICustomization", identifierParts(schema, identifier));
  },
  // As the reference of CloudFormation has it.
  ref(identifier) {
    const { UserPoolId, ClientId } = identifierParts(schema, identifier);
    return `UserPoolUICustomizationAttachment-${UserPoolId}-${ClientId}`;
  },
});
