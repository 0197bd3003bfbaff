/**
 * Owns what the files of Terraform tests share: one server each, folders that are removed, and two questions to it. With
 * POOLHOUSE_TERRAFORM_RECORD set, what a file's providers and its own client call is written to the folder that it names.
 */
import { after, before } from "node:test";
import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { startTestWorld, type TestWorld } from "../world.js";
import { type Recorder, startRecorder } from "./terraform-recorder.js";
import { writeRecording } from "./terraform-recording.js";
import { type TerraformFolder, terraformFolder, terraformInstallation } from "./terraform-runner.js";

/** A server with Terraform beside it. */
export interface TerraformScene {
  /** For every test by itself, so that each that is skipped is counted. */
  readonly options: { readonly skip: string | false };
  readonly world: TestWorld;
  /** A root module of this text; more variables may lead its commands elsewhere. */
  newFolder(content: string, variables?: Readonly<Record<string, string>>): TerraformFolder;
  poolNames(): Promise<string[]>;
  signIn(clientId: string, username: string, password: string): Promise<InitiateAuthCommandOutput>;
}

/** Prepares the file's tests, whose recording has this name, if they have one; the server is there once they run. */
export function terraformScene(name: string | undefined, ...providers: readonly string[]): TerraformScene {
  const installation = terraformInstallation(...providers);
  const folders: TerraformFolder[] = [];
  let started: TestWorld | undefined;
  const recordings = name === undefined ? undefined : process.env["POOLHOUSE_TERRAFORM_RECORD"];
  let recorder: Recorder | undefined;
  const running = (): TestWorld => {
    if (started === undefined) throw new Error("the server has not started yet");
    return started;
  };
  before(async () => {
    if (installation.skip !== false) return;
    started = await startTestWorld();
    if (recordings !== undefined) {
      recorder = await startRecorder(started.url);
      sendThrough(started.client, recorder.url);
    }
  });
  after(async () => {
    for (const folder of folders) folder.remove();
    await recorder?.close();
    if (recorder !== undefined && recordings !== undefined && name !== undefined) {
      writeRecording(recordings, name, { origin: installation.origin, calls: recorder.calls });
    }
    await started?.close();
  });
  return {
    options: { skip: installation.skip },
    get world() {
      return running();
    },
    newFolder(content, variables) {
      const folder = terraformFolder(installation, recorder?.url ?? running().url, variables);
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

/** Lets a client call a recorder instead of the server. */
function sendThrough(client: TestWorld["client"], url: string): void {
  const { hostname, port } = new URL(url);
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { hostname, port: Number(port) });
      return next(args);
    },
    { step: "build", name: "sendThrough" },
  );
}
