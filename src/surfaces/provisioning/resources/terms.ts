/** AWS::Cognito::Terms over the operations on terms documents. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only, without } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::Terms"];
const properties = Object.keys(schema.properties);

export const terms: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    const { Terms } = await call("CreateTerms", model);
    return { identifier: identifierOf(schema, { ...Terms }) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("DescribeTerms", identifierParts(schema, identifier)));
    return answer?.Terms && only({ ...answer.Terms }, properties);
  },
  async update(call, identifier, _previous, desired) {
    await call("UpdateTerms", { ...without(desired, ["ClientId"]), ...identifierParts(schema, identifier) });
  },
  async delete(call, identifier) {
    await call("DeleteTerms", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListTerms", { ...parent, MaxResults: Math.min(limit, 60), NextToken: next });
    const identifiers = page.Terms.map(({ TermsId }) => identifierOf(schema, { ...parent, TermsId }));
    return { identifiers, next: page.NextToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["TermsId"]!,
  attributes: (model) => only(model, schema.readOnly) as Record<string, string>,
};
