/** Owns reading a folder's state, which starts no provider: what is there, and the blocks that import it elsewhere. */
import type { TerraformFolder } from "./terraform-runner.js";

/** A resource in a state. */
export interface StateResource {
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The managed resources of a folder's state. */
export async function stateOf(folder: TerraformFolder): Promise<StateResource[]> {
  const { resources } = JSON.parse(await folder.run("state", "pull")) as {
    resources: {
      mode: string;
      module?: string;
      type: string;
      name: string;
      instances: { index_key?: string; attributes: Record<string, unknown> }[];
    }[];
  };
  return resources
    .filter(({ mode }) => mode === "managed")
    .flatMap(({ module, type, name, instances }) =>
      instances.map(({ index_key: key, attributes }) => ({
        address: [module, type, name].filter(Boolean).join(".") + (key === undefined ? "" : `["${key}"]`),
        type,
        attributes,
      })),
    );
}

/** How the provider's own pages say that a resource is imported, where that is not its id; null where it cannot be. */
const importForms: Readonly<Record<string, ((attributes: Readonly<Record<string, unknown>>) => string) | null>> = {
  aws_cognito_user_pool_client: ({ user_pool_id, id }) => `${user_pool_id}/${id}`,
  aws_cognito_managed_user_pool_client: ({ user_pool_id, id }) => `${user_pool_id}/${id}`,
  aws_cognito_user_in_group: null,
};

/** Import blocks for everything in a folder's state that can be imported. */
export async function importBlocks(folder: TerraformFolder): Promise<{ blocks: string; count: number }> {
  const blocks = (await stateOf(folder)).flatMap(({ address, type, attributes }) => {
    const form = importForms[type];
    if (form === null) return [];
    return [`import {\n  to = ${address}\n  id = "${form?.(attributes) ?? attributes["id"]}"\n}\n`];
  });
  return { blocks: `\n${blocks.join("\n")}`, count: blocks.length };
}
