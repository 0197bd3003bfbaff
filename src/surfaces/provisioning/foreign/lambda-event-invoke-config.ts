/**
 * AWS::Lambda::EventInvokeConfig: how often a failed asynchronous event is given again, how old one may become, and where
 * its record goes.
 */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import { ifFound } from "../resources/handler-error.js";
import { identifierOf, identifierParts } from "../resources/identifier.js";
import { only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

/** Settings are listed of one function. */
const schema = { ...foreignTypeFacts["AWS::Lambda::EventInvokeConfig"], listBy: ["FunctionName"] };
const settingNames = ["MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"] as const;

export const lambdaEventInvokeConfig: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    await call.companion("lambda", "PutFunctionEventInvokeConfig", { ...model });
    return { identifier: identifierOf(schema, model) };
  },
  async read(call, identifier) {
    const named = identifierParts(schema, identifier);
    const found = await ifFound(call.companion("lambda", "GetFunctionEventInvokeConfig", named));
    if (found === undefined) return undefined;
    const settings = { ...only(found, settingNames), DestinationConfig: destinations(found["DestinationConfig"]) };
    return without({ ...named, ...settings }, []);
  },
  async update(call, identifier, _previous, desired) {
    const named = identifierParts(schema, identifier);
    // Put and not update: what a template no longer has goes back to what is usual.
    await call.companion("lambda", "PutFunctionEventInvokeConfig", { ...only(desired, settingNames), ...named });
  },
  async delete(call, identifier) {
    await call.companion("lambda", "DeleteFunctionEventInvokeConfig", identifierParts(schema, identifier));
  },
  async list(call, { FunctionName }, { next }) {
    const page = await call.companion("lambda", "ListFunctionEventInvokeConfigs", { FunctionName, Marker: next });
    const configs = page["FunctionEventInvokeConfigs"] as readonly ResourceModel[];
    return {
      identifiers: configs.map(({ FunctionArn }) =>
        identifierOf(schema, { FunctionName, Qualifier: String(FunctionArn).split(":")[7] }),
      ),
      next: page["NextMarker"] as string | undefined,
    };
  },
  ref: (_model, identifier) => identifier,
  attributes: () => ({}),
};

/** Destinations that are set: a template names no empty ones. */
function destinations(config: unknown): ResourceModel | undefined {
  const set = Object.entries(config as Readonly<Record<string, object>>).filter(([, one]) => "Destination" in one);
  return set.length === 0 ? undefined : Object.fromEntries(set);
}
