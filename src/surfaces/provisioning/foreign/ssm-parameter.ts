/** AWS::SSM::Parameter: a plain parameter of the parameter store. Secure ones are not for templates, as on AWS. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError } from "../resources/handler-error.js";
import { isSame, only } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

const schema = foreignTypeFacts["AWS::SSM::Parameter"];
const settings = ["Name", "Type", "Value", "Description", "AllowedPattern", "Tier", "DataType", "Policies"];

type Tags = Readonly<Record<string, string>>;

export const ssmParameter: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    refuseSecure(model);
    const Name = String(model["Name"] ?? context.generatedName(1011));
    const Tags = Object.entries(tagsIn(model)).map(([Key, Value]) => ({ Key, Value }));
    await call.companion("ssm", "PutParameter", {
      ...only(model, settings),
      Name,
      ...(Tags.length === 0 ? {} : { Tags }),
    });
    return { identifier: Name };
  },
  async read(call, Name) {
    // Asked of the listing first: the version of a bootstrap that nobody made has a value all the same.
    const ParameterFilters = [{ Key: "Name", Values: [Name] }];
    const { Parameters } = await call.companion("ssm", "DescribeParameters", { ParameterFilters });
    const [metadata] = Parameters as readonly ResourceModel[];
    if (metadata === undefined) return undefined;
    const found = await call.companion("ssm", "GetParameter", { Name, WithDecryption: true });
    const Tags = await tagsOf(call, Name);
    return {
      Name,
      ...only(found["Parameter"] as ResourceModel, ["Type", "Value", "DataType"]),
      Arn: metadata["ARN"],
      ...only(metadata, ["Description", "AllowedPattern", "Tier"]),
      ...(Object.keys(Tags).length === 0 ? {} : { Tags }),
    };
  },
  async update(call, Name, previous, desired) {
    refuseSecure(desired);
    if (settings.some((name) => !isSame(previous[name], desired[name]))) {
      const Description = desired["Description"] ?? (previous["Description"] === undefined ? undefined : "");
      await call.companion("ssm", "PutParameter", { ...only(desired, settings), Name, Description, Overwrite: true });
    }
    const [before, after] = [tagsIn(previous), tagsIn(desired)];
    const resource = { ResourceType: "Parameter", ResourceId: Name };
    const TagKeys = Object.keys(before).filter((key) => after[key] === undefined);
    const Tags = Object.entries(after).flatMap(([Key, Value]) => (before[Key] === Value ? [] : [{ Key, Value }]));
    if (TagKeys.length > 0) await call.companion("ssm", "RemoveTagsFromResource", { ...resource, TagKeys });
    if (Tags.length > 0) await call.companion("ssm", "AddTagsToResource", { ...resource, Tags });
  },
  async delete(call, Name) {
    await call.companion("ssm", "DeleteParameter", { Name });
  },
  ref: (_model, identifier) => identifier,
  attributes: (model) => ({ Type: String(model["Type"]), Value: String(model["Value"]) }),
};

function refuseSecure(model: ResourceModel): void {
  if (model["Type"] !== "SecureString") return;
  throw new HandlerError("InvalidRequest", "Parameters of type SecureString are not supported by AWS CloudFormation.");
}

function tagsIn(model: ResourceModel): Tags {
  return (model["Tags"] ?? {}) as Tags;
}

async function tagsOf(call: PrincipalCall, ResourceId: string): Promise<Tags> {
  const { TagList } = await call.companion("ssm", "ListTagsForResource", { ResourceType: "Parameter", ResourceId });
  const list = TagList as readonly { readonly Key: string; readonly Value: string }[];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}
