/** AWS::SecretsManager::Secret: a secret whose value the template gives or has made. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import { isSame, only } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

const schema = foreignTypeFacts["AWS::SecretsManager::Secret"];
const service = "secretsmanager";

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const secretsManagerSecret: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const Name = model["Name"] ?? context.generatedName(512);
    const SecretString = await secretStringOf(call, model);
    const made = await call.companion(service, "CreateSecret", {
      ...only(model, ["Description", "KmsKeyId", "Tags", "Type"]),
      Name,
      SecretString,
      AddReplicaRegions: model["ReplicaRegions"],
    });
    return { identifier: String(made["ARN"]) };
  },
  async read(call, SecretId) {
    const found = await ifFound(call.companion(service, "DescribeSecret", { SecretId }));
    if (found === undefined || found["DeletedDate"] !== undefined) return undefined;
    return { Id: found["ARN"], ...only(found, ["Name", "Description", "KmsKeyId", "Type", "Tags"]) };
  },
  async update(call, SecretId, previous, desired) {
    const changed = (name: string): boolean => !isSame(previous[name], desired[name]);
    if (changed("ReplicaRegions")) throw noReplicas();
    const isNewValue = changed("SecretString") || changed("GenerateSecretString");
    const SecretString = isNewValue ? await secretStringOf(call, desired) : undefined;
    const [Description, KmsKeyId, Type] = ["Description", "KmsKeyId", "Type"].map((name) =>
      changed(name) ? (desired[name] ?? "") : undefined,
    );
    if ([SecretString, Description, KmsKeyId, Type].some((one) => one !== undefined)) {
      await call.companion(service, "UpdateSecret", { SecretId, SecretString, Description, KmsKeyId, Type });
    }
    const [before, after] = [tagsIn(previous), tagsIn(desired)];
    const TagKeys = before.map(({ Key }) => Key).filter((key) => !after.some(({ Key }) => Key === key));
    if (TagKeys.length > 0) await call.companion(service, "UntagResource", { SecretId, TagKeys });
    if (after.length > 0 && changed("Tags")) await call.companion(service, "TagResource", { SecretId, Tags: after });
  },
  async delete(call, SecretId) {
    // A stack that is made again may use the name again at once.
    await call.companion(service, "DescribeSecret", { SecretId });
    await call.companion(service, "DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true });
  },
  ref: (_model, identifier) => identifier,
  attributes: (model) => ({ Id: String(model["Id"]) }),
};

/** The value that a model gives or asks for; undefined where it leaves the secret without one. */
async function secretStringOf(call: PrincipalCall, model: ResourceModel): Promise<string | undefined> {
  const generate = model["GenerateSecretString"] as ResourceModel | undefined;
  if (generate === undefined) return model["SecretString"] as string | undefined;
  if (model["SecretString"] !== undefined) {
    throw invalid("You can't specify both SecretString and GenerateSecretString.");
  }
  const { SecretStringTemplate: template, GenerateStringKey: key, ...wanted } = generate;
  if ((template === undefined) !== (key === undefined)) {
    throw invalid("SecretStringTemplate and GenerateStringKey must be specified together.");
  }
  const { RandomPassword } = await call.companion(service, "GetRandomPassword", wanted);
  if (template === undefined) return String(RandomPassword);
  let parsed: unknown;
  try {
    parsed = JSON.parse(String(template));
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalid("SecretStringTemplate must be a JSON object.");
  }
  return JSON.stringify({ ...parsed, [String(key)]: RandomPassword });
}

function tagsIn(model: ResourceModel): readonly Tag[] {
  return (model["Tags"] ?? []) as readonly Tag[];
}

function noReplicas(): HandlerError {
  return invalid("Replicas of secrets are not available on this server.");
}

function invalid(message: string): HandlerError {
  return new HandlerError("InvalidRequest", message);
}
