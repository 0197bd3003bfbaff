/** Layers by the real SDK client: what is kept of them, how functions find what lies in them, and what is refused. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { storedZip } from "../../../../test/zip.js";

const hasPython = spawnSync("python3", ["--version"], { stdio: "ignore" }).status === 0;
const arnOf = (name: string, version: number) => `arn:aws:lambda:us-east-1:123456789012:layer:${name}:${version}`;
const code = (source: string) => storedZip({ "index.js": source });
const idle = code("exports.handler = async () => 1;");

let world: TestWorld;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new lambda.LambdaClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
after(async () => {
  client.destroy();
  await world.close();
});

const publish = (
  LayerName: string,
  files: Readonly<Record<string, string>>,
  more: Partial<lambda.PublishLayerVersionCommandInput> = {},
) => client.send(new lambda.PublishLayerVersionCommand({ LayerName, Content: { ZipFile: storedZip(files) }, ...more }));

const create = (FunctionName: string, Layers: string[], more: Partial<lambda.CreateFunctionCommandInput> = {}) =>
  client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Timeout: 20,
      Code: { ZipFile: idle },
      Layers,
      ...more,
    }),
  );

async function answerOf(FunctionName: string): Promise<unknown> {
  const { Payload } = await client.send(new lambda.InvokeCommand({ FunctionName }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const refused = (made: Promise<unknown>, name: string, message: string) => assert.rejects(made, { name, message });

describe("a layer", () => {
  test("is published version by version, listed, read by name and ARN, and fetched", async () => {
    const zip = storedZip({ "nodejs/node_modules/one/index.js": "module.exports = 1;" });
    const more = {
      Description: "first",
      LicenseInfo: "MIT",
      CompatibleRuntimes: ["nodejs22.x"] as lambda.Runtime[],
      CompatibleArchitectures: ["x86_64"] as lambda.Architecture[],
    };
    const first = await publish("kit", {}, { Content: { ZipFile: zip }, ...more });
    assert.deepEqual(
      [first.LayerArn, first.LayerVersionArn, first.Version],
      ["arn:aws:lambda:us-east-1:123456789012:layer:kit", arnOf("kit", 1), 1],
    );
    assert.deepEqual(
      [first.Description, first.LicenseInfo, first.CompatibleRuntimes, first.CompatibleArchitectures],
      ["first", "MIT", ["nodejs22.x"], ["x86_64"]],
    );
    assert.match(first.CreatedDate ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
    assert.equal(first.Content?.CodeSha256, createHash("sha256").update(zip).digest("base64"));
    assert.equal(first.Content?.CodeSize, zip.length);
    const fetched = await fetch(first.Content?.Location ?? "");
    assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), zip);

    assert.equal((await publish("kit", { x: "2" })).Version, 2);
    const { LayerVersions } = await client.send(new lambda.ListLayerVersionsCommand({ LayerName: "kit" }));
    assert.deepEqual(
      LayerVersions?.map(({ Version, LayerVersionArn }) => [Version, LayerVersionArn]),
      [
        [2, arnOf("kit", 2)],
        [1, arnOf("kit", 1)],
      ],
    );
    const { Layers } = await client.send(new lambda.ListLayersCommand({ CompatibleRuntime: "nodejs22.x" }));
    assert.deepEqual(
      Layers?.map(({ LayerName, LatestMatchingVersion }) => [LayerName, LatestMatchingVersion?.Version]),
      [["kit", 1]],
      "the latest that fits",
    );
    const byName = await client.send(new lambda.GetLayerVersionCommand({ LayerName: "kit", VersionNumber: 1 }));
    const byArn = await client.send(new lambda.GetLayerVersionByArnCommand({ Arn: arnOf("kit", 1) }));
    assert.deepEqual([byName.Description, byArn.Description], ["first", "first"]);
    await refused(
      client.send(new lambda.GetLayerVersionPolicyCommand({ LayerName: "kit", VersionNumber: 1 })),
      "ResourceNotFoundException",
      "No policy is associated with the given resource.",
    );
  });

  test("is listed page by page", async () => {
    for (const name of ["a-page", "b-page", "c-page"]) await publish(name, { x: "1" });
    const names: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await client.send(new lambda.ListLayersCommand({ MaxItems: 2, Marker }));
      names.push(...(page.Layers ?? []).map(({ LayerName }) => LayerName));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    assert.deepEqual(names, ["a-page", "b-page", "c-page", "kit"]);
    const versions = await client.send(new lambda.ListLayerVersionsCommand({ LayerName: "kit", MaxItems: 1 }));
    assert.equal(versions.LayerVersions?.[0]?.Version, 2);
    const rest = await client.send(
      new lambda.ListLayerVersionsCommand({ LayerName: "kit", Marker: versions.NextMarker }),
    );
    assert.equal(rest.LayerVersions?.[0]?.Version, 1);
  });

  test("that is deleted is gone for everybody but those who use it, and its number with it", async () => {
    const source = "module.exports = 'still here';";
    await publish("fading", { "nodejs/node_modules/fading/index.js": source });
    await create("holds-on", [arnOf("fading", 1)], {
      Code: { ZipFile: code("exports.handler = async () => require('fading');") },
    });
    const remove = { LayerName: "fading", VersionNumber: 1 };
    await client.send(new lambda.DeleteLayerVersionCommand(remove));
    await client.send(new lambda.DeleteLayerVersionCommand(remove));
    await refused(
      client.send(new lambda.GetLayerVersionCommand(remove)),
      "ResourceNotFoundException",
      "The resource you requested does not exist.",
    );
    assert.equal(await answerOf("holds-on"), "still here");
    await client.send(
      new lambda.UpdateFunctionConfigurationCommand({ FunctionName: "holds-on", Layers: [arnOf("fading", 1)] }),
    );
    await refused(
      create("too-late", [arnOf("fading", 1)]),
      "InvalidParameterValueException",
      `Layer version ${arnOf("fading", 1)} does not exist.`,
    );
    assert.equal((await publish("fading", { x: "1" })).Version, 2);
    const { companionContents } = world.world.store;
    const content = "lambda-layer/123456789012/us-east-1/fading/1";
    assert.ok(await companionContents.get(content));
    await client.send(new lambda.PublishVersionCommand({ FunctionName: "holds-on" }));
    await client.send(new lambda.UpdateFunctionConfigurationCommand({ FunctionName: "holds-on", Layers: [] }));
    assert.ok(await companionContents.get(content), "a version of the function has it yet");
    await client.send(new lambda.DeleteFunctionCommand({ FunctionName: "holds-on" }));
    assert.equal(await companionContents.get(content), undefined, "gone with its last user");
  });
});

describe("a function", () => {
  test("of Node finds modules of its layers, by require and by import, its own first", async () => {
    const at = (name: string) => `nodejs/node_modules/${name}/index.js`;
    await publish("below", { [at("both")]: "module.exports = 'below';", [at("low")]: "module.exports = 'low';" });
    await publish("above", {
      [at("both")]: "module.exports = 'above';",
      "nodejs/node22/node_modules/major/index.js": "module.exports = 'for 22';",
      [at("own")]: "module.exports = 'not this one';",
    });
    const answer = "[both, low, major, own]";
    const names = ["both", "low", "major", "own"];
    const own = { "node_modules/own/index.js": "module.exports = 'own';" };
    const required = names.map((name) => `const ${name} = require('${name}');`).join("\n");
    const imported = names.map((name) => `import ${name} from '${name}';`).join("\n");
    const layers = [arnOf("below", 1), arnOf("above", 1)];
    const handler = `async () => ${answer};`;
    const made = await create("requires", layers, {
      Code: { ZipFile: storedZip({ "index.js": `${required}\nexports.handler = ${handler}`, ...own }) },
    });
    assert.deepEqual(
      made.Layers?.map(({ Arn }) => Arn),
      layers,
    );
    await create("imports", layers, {
      Code: { ZipFile: storedZip({ "index.mjs": `${imported}\nexport const handler = ${handler}`, ...own }) },
    });
    for (const name of ["requires", "imports"]) {
      assert.deepEqual(await answerOf(name), ["above", "low", "for 22", "own"], name);
    }
  });

  test("of Python finds packages of its layers", { skip: hasPython ? false : "python3 is not installed" }, async () => {
    await publish("py-below", { "python/both.py": "SAYS = 'below'", "python/low.py": "SAYS = 'low'" });
    await publish("py-above", {
      "python/both.py": "SAYS = 'above'",
      "python/lib/python3.12/site-packages/deep/__init__.py": "SAYS = 'deep'",
    });
    const source =
      "import both, low, deep\ndef handler(event, context):\n    return [both.SAYS, low.SAYS, deep.SAYS]\n";
    await create("py", [arnOf("py-below", 1), arnOf("py-above", 1)], {
      Runtime: "python3.12",
      Code: { ZipFile: storedZip({ "index.py": source }) },
    });
    assert.deepEqual(await answerOf("py"), ["above", "low", "deep"]);
  });

  test("of a runtime of its own may have its bootstrap in a layer", async () => {
    const bootstrap = [
      "#!/bin/sh",
      `base=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation`,
      "while :; do",
      `  id=$(curl -s -D - -o /dev/null "$base/next" | tr -d '\\r' | sed -n 's/^lambda-runtime-aws-request-id: //p')`,
      `  curl -s -o /dev/null -d '"from the layer"' "$base/$id/response"`,
      "done",
    ].join("\n");
    const hasCurl = spawnSync("curl", ["--version"], { stdio: "ignore" }).status === 0;
    await publish("runtime", { bootstrap });
    await create("own-runtime", [arnOf("runtime", 1)], { Runtime: "provided.al2023" });
    if (hasCurl) assert.equal(await answerOf("own-runtime"), "from the layer");
  });

  test("takes other layers from its next event on, and keeps those of a version", async () => {
    for (const word of ["one", "two"])
      await publish("words", { "nodejs/node_modules/word/index.js": `module.exports = '${word}';` });
    const Code = {
      ZipFile: code("exports.handler = async () => { try { return require('word'); } catch { return 'none'; } };"),
    };
    await create("speaks", [arnOf("words", 1)], { Code, Publish: true });
    assert.equal(await answerOf("speaks"), "one");
    const change = (Layers: string[]) =>
      client.send(new lambda.UpdateFunctionConfigurationCommand({ FunctionName: "speaks", Layers }));
    await change([arnOf("words", 2)]);
    assert.equal(await answerOf("speaks"), "two");
    assert.equal((await change([])).Layers, undefined);
    assert.equal(await answerOf("speaks"), "none");
    assert.equal(await answerOf("speaks:1"), "one");
  });

  test("is refused layers that are not there, too many, too large, or of another place", async () => {
    const invalid = (layers: string[], message: string) =>
      refused(create("refused", layers), "InvalidParameterValueException", message);
    await publish("small", { x: "1" });
    await publish("small", { x: "2" });
    const small = arnOf("small", 1);
    await invalid([arnOf("small", 9)], `Layer version ${arnOf("small", 9)} does not exist.`);
    const foreign = small.replace("123456789012", "017000801446");
    await invalid([foreign], `Layer version ${foreign} does not exist.`);
    await invalid(
      [small.replace("us-east-1", "eu-west-1")],
      "Layers are not in the same region as the function. Layers are expected to be in region us-east-1.",
    );
    await invalid(
      [small, arnOf("small", 2)],
      `Two different versions of the same layer are not allowed to be referenced in the same function. ${small} and ${arnOf("small", 2)}`,
    );
    await invalid(
      Array.from({ length: 6 }, () => small),
      "Cannot reference more than 5 layers.",
    );
    await assert.rejects(create("refused", ["small"]), { name: "ValidationException" });
    for (const name of ["big-a", "big-b"]) {
      const ZipFile = announcing(storedZip({ x: "1" }), 200_000_000);
      await client.send(new lambda.PublishLayerVersionCommand({ LayerName: name, Content: { ZipFile } }));
    }
    await invalid(
      [arnOf("big-a", 1), arnOf("big-b", 1)],
      "Layers consume more than the available size of 262144000 bytes",
    );
    await refused(
      create("refused", [arnOf("big-a", 1)], { Code: { ZipFile: announcing(idle, 100_000_000) } }),
      "InvalidParameterValueException",
      "Function code combined with layers exceeds the maximum allowed size of 262144000 bytes. The actual size is 300000000 bytes.",
    );
    await refused(
      client.send(
        new lambda.PublishLayerVersionCommand({ LayerName: "no-zip", Content: { ZipFile: Buffer.from("x") } }),
      ),
      "InvalidParameterValueException",
      "Could not unzip uploaded file. Please check your file, then try to upload again.",
    );
  });
});

test("the address of a package is good for ten minutes, for GET, and for nothing else", async () => {
  const { Content } = await publish("fetched", { x: "1" });
  const url = Content?.Location ?? "";
  assert.equal((await fetch(url)).status, 200);
  assert.equal((await fetch(url, { method: "DELETE" })).status, 405);
  assert.equal((await fetch(url, { headers: { origin: "https://evil.example" } })).status, 403);
  const middle = url.length - 20;
  const changed = `${url.slice(0, middle)}${url[middle] === "A" ? "B" : "A"}${url.slice(middle + 1)}`;
  assert.equal((await fetch(changed)).status, 403);
  world.clock.advance(10 * 60_000 + 1);
  assert.equal((await fetch(url)).status, 403);
});

/** The zip with another size in its list, which is where sizes are read. */
function announcing(zip: Buffer, size: number): Buffer {
  const changed = Buffer.from(zip);
  const end = changed.length - 22;
  changed.writeUInt32LE(size, changed.readUInt32LE(end + 16) + 24);
  return changed;
}
