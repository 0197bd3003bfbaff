/**
 * AWS::Cognito::UserPoolUser over AdminCreateUser, AdminGetUser, AdminDeleteUser. There is no update: every property is
 * create-only. What its name is:
 *
 * | username in the model | pool | identifier and `Ref` | read back |
 * |---|---|---|---|
 * | given | any | as given | as given; an address finds the user while it signs him in |
 * | omitted | sign-in by username | a generated name | the generated name |
 * | omitted | sign-in by address | the service's own (the `sub`) | the `sub` |
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { AttributeType } from "../../../model/generated/types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf, ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { scalarText } from "./model-coercion.js";
import type { ResourceContext, ResourceModel, ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolUser"];

export const userPoolUser: ResourceType = {
  name: schema.name,
  schema,
  normalise: withTextMetadata,
  async create(call, model, context) {
    if (model["Username"] === undefined) return { identifier: await createUnnamed(call, model, context) };
    await call("AdminCreateUser", model);
    const identifier = identifierOf(schema, model);
    // The user was there: the invitation went out again, and a rollback must not remove him.
    return model["MessageAction"] === "RESEND" ? { identifier, adopted: true } : { identifier };
  },
  async read(call, identifier) {
    const parts = identifierParts(schema, identifier);
    const user = await ifFound(call("AdminGetUser", parts));
    if (user === undefined) return undefined;
    // Nobody can set the sub, so no model holds it; shown, it would be a difference for ever.
    const attributes = (user.UserAttributes ?? []).filter(({ Name }) => Name !== "sub");
    return attributes.length === 0 ? parts : { ...parts, UserAttributes: attributes };
  },
  async delete(call, identifier) {
    await call("AdminDeleteUser", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListUsers", { ...parent, Limit: Math.min(limit, 60), PaginationToken: next });
    const identifiers = (page.Users ?? []).map(({ Username }) => identifierOf(schema, { ...parent, Username }));
    return { identifiers, next: page.PaginationToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["Username"]!,
  attributes: () => ({}),
};

/** ClientMetadata is documented as "a map", and tools send numbers and booleans in it; objects and lists mean nothing. */
function withTextMetadata(model: ResourceModel): ResourceModel {
  const metadata = model["ClientMetadata"];
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata)) return model;
  const texts = Object.entries(metadata).map(([name, value]): [string, string] => {
    const text = scalarText(value);
    if (text !== undefined) return [name, text];
    throw new HandlerError(
      "InvalidRequest",
      `#/ClientMetadata/${name}: expected type: String, found: ${kindOf(value)}`,
    );
  });
  return { ...model, ClientMetadata: Object.fromEntries(texts) };
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "Null";
  return Array.isArray(value) ? "JSONArray" : "JSONObject";
}

/** A user whose name the model leaves open: a generated one, or the address in a pool whose users sign in by address. */
async function createUnnamed(call: PrincipalCall, model: ResourceModel, context: ResourceContext): Promise<string> {
  if (model["MessageAction"] === "RESEND") {
    throw new HandlerError("InvalidRequest", "MessageAction RESEND needs the Username of an existing user.");
  }
  const attributes = (model["UserAttributes"] ?? []) as readonly AttributeType[];
  const addresses = ["email", "phone_number"].flatMap(
    (name) => attributes.find(({ Name }) => Name === name)?.Value ?? [],
  );
  let refusal: unknown;
  for (const Username of [context.generatedName(128), ...addresses]) {
    try {
      const { User } = await call("AdminCreateUser", { ...model, Username });
      return identifierOf(schema, { ...model, ...User });
    } catch (error) {
      // Only the name's own refusal leads to another name; the pool says so before anything else is looked at.
      if (handlerErrorOf(error)?.message.startsWith("Username should be") !== true) throw error;
      refusal ??= error;
    }
  }
  throw refusal;
}
