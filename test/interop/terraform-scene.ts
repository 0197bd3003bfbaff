/** Owns what the files of Terraform tests share: one server each, folders that are removed, and two questions to it. */
import { after, before } from "node:test";
import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { startTestWorld, type TestWorld } from "../world.js";
import { type TerraformFolder, terraformFolder, terraformInstallation } from "./terraform-runner.js";

/** A server with Terraform beside it. */
export interface TerraformScene {
  /** For every test by itself, so that each that is skipped is counted. */
  readonly options: { readonly skip: string | false };
  readonly world: TestWorld;
  /** A root module of this text. */
  newFolder(content: string): TerraformFolder;
  poolNames(): Promise<string[]>;
  signIn(clientId: string, username: string, password: string): Promise<InitiateAuthCommandOutput>;
}

/** Prepares the file's tests; the server is there once they run. */
export function terraformScene(): TerraformScene {
  const installation = terraformInstallation();
  const folders: TerraformFolder[] = [];
  let started: TestWorld | undefined;
  const running = (): TestWorld => {
    if (started === undefined) throw new Error("the server has not started yet");
    return started;
  };
  before(async () => {
    if (installation.skip === false) started = await startTestWorld();
  });
  after(async () => {
    for (const folder of folders) folder.remove();
    await started?.close();
  });
  return {
    options: { skip: installation.skip },
    get world() {
      return running();
    },
    newFolder(content) {
      const folder = terraformFolder(installation, running().url);
      folders.push(folder);
      folder.write("main.tf", content);
      return folder;
    },
    async poolNames() {
      const { UserPools = [] } = await running().client.send(new ListUserPoolsCommand({ MaxResults: 60 }));
      return UserPools.map(({ Name }) => String(Name)).sort();
    },
    signIn: (ClientId, USERNAME, PASSWORD) =>
      running().client.send(
        new InitiateAuthCommand({ ClientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } }),
      ),
  };
}
