/** AWS::IAM::RolePolicy: one policy inside one role. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import { identifierOf, identifierParts } from "../resources/identifier.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { documentOf, documentText, withDocument } from "./iam-documents.js";

const schema = foreignTypeFacts["AWS::IAM::RolePolicy"];

export const iamRolePolicy: ResourceType = {
  name: schema.name,
  schema,
  normalise: (model) => withDocument(model, "PolicyDocument"),
  async create(call, model) {
    const identifier = identifierOf(schema, model);
    // IAM would replace what is there, and a deletion would take it from whoever made it.
    if ((await ifFound(call.companion("iam", "GetRolePolicy", identifierParts(schema, identifier)))) !== undefined) {
      const text = `Resource of type '${schema.name}' with identifier '${identifier}' already exists.`;
      throw new HandlerError("AlreadyExists", text);
    }
    await put(call, identifier, model);
    return { identifier };
  },
  async read(call, identifier) {
    const parts = identifierParts(schema, identifier);
    const found = await ifFound(call.companion("iam", "GetRolePolicy", parts));
    return found && { ...parts, PolicyDocument: documentOf(found["PolicyDocument"]) };
  },
  update: (call, identifier, _previous, desired) => put(call, identifier, desired),
  async delete(call, identifier) {
    await call.companion("iam", "DeleteRolePolicy", identifierParts(schema, identifier));
  },
  ref: (_model, identifier) => identifier,
  attributes: () => ({}),
};

async function put(call: PrincipalCall, identifier: string, model: ResourceModel): Promise<void> {
  const parts = identifierParts(schema, identifier);
  const { PolicyDocument } = model;
  const document = PolicyDocument === undefined ? undefined : documentText(PolicyDocument);
  await call.companion("iam", "PutRolePolicy", { ...parts, PolicyDocument: document });
}
