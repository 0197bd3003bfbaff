/** Owns comparing configurations with a provider's own schema: which arguments and blocks no configuration has. */
import type { TerraformFolder } from "./terraform-runner.js";

interface Attribute {
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly nested_type?: { readonly attributes: Readonly<Record<string, Attribute>> };
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

/** What the provider itself fills in: an id, and all tags. */
const computed = ["id", "tags_all"];

/** `type.argument` for every argument and block of user-pool resources that none of the texts has. */
export async function missingArguments(
  folder: TerraformFolder,
  provider: string,
  texts: readonly string[],
): Promise<string[]> {
  const printed = JSON.parse(await folder.run("providers", "schema", "-json")) as {
    provider_schemas: Record<string, { resource_schemas: Record<string, { block: Block }> }>;
  };
  const schemas = printed.provider_schemas[`registry.terraform.io/hashicorp/${provider}`]?.resource_schemas ?? {};
  const resources = texts.join("\n").split(/^(?=resource |data |output |provider |variable |locals )/m);
  return Object.entries(schemas)
    .filter(([type]) => type.startsWith(`${provider}_cognito_`) && !type.includes("identity_pool"))
    .flatMap(([type, { block }]) => {
      const text = resources.filter((one) => one.startsWith(`resource "${type}"`)).join("\n");
      const has = (name: string) => new RegExp(`\\b${name}\\b\\s*[={]`).test(text);
      const missing = [...new Set(namesIn(block))].filter((name) => !computed.includes(name) && !has(name));
      return missing.map((name) => `${type}.${name}`);
    });
}

function namesIn(block: Block): string[] {
  const attributes = Object.entries(block.attributes ?? {}).flatMap(namesOf);
  const blocks = Object.entries(block.block_types ?? {}).flatMap(([name, { block: inner }]) => [
    name,
    ...namesIn(inner),
  ]);
  return [...attributes, ...blocks];
}

function namesOf([name, { required, optional, nested_type: nested }]: [string, Attribute]): string[] {
  if (required !== true && optional !== true) return [];
  return [name, ...Object.entries(nested?.attributes ?? {}).flatMap(namesOf)];
}
