/** The CDK's constructs, synthesised here and deployed as stacks: made, as declared, equal the second time, taken away. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { App, Stack } from "aws-cdk-lib";
import { DeleteUserPoolCommand, DescribeUserPoolCommand } from "../clients.js";
import { s3 } from "../companion-clients.js";
import { stackClient } from "../provisioning/stack-client.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";
import { constructStacks } from "./cdk-constructs.js";
import { demandAsDeclared, type TemplateResource } from "./cdk-equality.js";

const env = { account: "123456789012", region: "us-east-1" };
const folder = mkdtempSync(join(tmpdir(), "poolhouse-constructs-"));
let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
let bucket: s3.S3Client;

/** A stack's id: letters, digits and hyphens of its name. */
const idOf = (name: string): string => name.replace(/[^a-zA-Z0-9]{1,9}/g, "-");

before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  bucket = new s3.S3Client({ endpoint: world.url, region: "us-east-1", forcePathStyle: true, credentials });
  const app = new App({ outdir: folder });
  for (const [name, make] of Object.entries(constructStacks)) make(new Stack(app, idOf(name), { env }));
  app.synth();
});
after(async () => {
  bucket?.destroy();
  await world?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

interface AssetManifest {
  readonly files: Readonly<Record<string, { source: { path: string; packaging: string }; destinations: Destinations }>>;
}

type Destinations = Readonly<Record<string, { bucketName: string; objectKey: string }>>;

/** Brings what the stack's functions are made of into the asset bucket, as the CDK CLI does. */
async function publish(id: string): Promise<void> {
  const { files } = JSON.parse(readFileSync(join(folder, `${id}.assets.json`), "utf8")) as AssetManifest;
  for (const { source, destinations } of Object.values(files)) {
    if (source.packaging !== "zip") continue;
    const path = join(folder, source.path);
    const content = readdirSync(path).map((name): [string, string] => [name, readFileSync(join(path, name), "utf8")]);
    for (const { bucketName, objectKey } of Object.values(destinations)) {
      const Body = storedZip(Object.fromEntries(content));
      await bucket.send(new s3.PutObjectCommand({ Bucket: bucketName, Key: objectKey, Body }));
    }
  }
}

describe("CDK constructs", () => {
  for (const name of Object.keys(constructStacks)) {
    test(name, async () => {
      const StackName = idOf(name);
      const TemplateBody = readFileSync(join(folder, `${StackName}.template.json`), "utf8");
      const { Resources } = JSON.parse(TemplateBody) as Template;
      await publish(StackName);

      const given = { StackName, TemplateBody, Capabilities: ["CAPABILITY_NAMED_IAM"] };
      const { StackId } = await cfn.call("CreateStack", given);
      const { StackStatus } = await cfn.settled(StackName);
      assert.equal(StackStatus, "CREATE_COMPLETE", (await cfn.events(StackName)).join("\n"));

      const { StackResources } = await cfn.call("DescribeStackResources", { StackName });
      const ids = new Map(
        (StackResources as Record<string, string>[]).map((one) => [
          one["LogicalResourceId"],
          one["PhysicalResourceId"],
        ]),
      );
      const pool = Object.keys(Resources).find((id) => Resources[id]?.Type === "AWS::Cognito::UserPool");
      const poolId = ids.get(pool ?? "") ?? "";
      const checked: string[] = [];
      for (const [id, resource] of Object.entries(Resources)) {
        if (await demandAsDeclared(world.client, poolId, ids.get(id) ?? "", resource)) checked.push(id);
      }
      assert.ok(checked.length > 0);
      for (const [output, value] of Object.entries(await cfn.outputs(StackName))) assert.ok(value, output);

      await cfn.call("DetectStackDrift", { StackName });
      const { StackResourceDrifts } = await cfn.call("DescribeStackResourceDrifts", { StackName });
      const drifted = (StackResourceDrifts as Record<string, unknown>[]).filter(
        (one) => one["StackResourceDriftStatus"] !== "IN_SYNC",
      );
      assert.deepEqual(drifted, [], "what was just made is as declared");

      await assert.rejects(cfn.call("UpdateStack", given), { message: "No updates are to be performed." });

      await cfn.call("DeleteStack", { StackName });
      assert.equal((await cfn.settled(String(StackId)))["StackStatus"], "DELETE_COMPLETE");
      const retained = Resources[pool ?? ""]?.DeletionPolicy === "Retain";
      const describe = world.client.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
      if (!retained) await assert.rejects(describe, { name: "ResourceNotFoundException" });
      else {
        assert.equal((await describe).UserPool?.Id, poolId);
        await world.client.send(new DeleteUserPoolCommand({ UserPoolId: poolId }));
      }
    });
  }
});
