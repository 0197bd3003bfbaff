/**
 * Makes the recordings in test/interop/pulumi-replay/ anew: runs Pulumi with a recorder before a test server. Needs what
 * test/interop/pulumi.test.ts needs. Pulumi's order of independent calls is another in every run, and so is the recording's. Run it with `node --import tsx scripts/record-pulumi.ts [name …]`.
 */
import {
  companions,
  companionsChanged,
  everything,
  nothing,
  otherTypes,
  otherTypesChanged,
  program,
  resourceTypes,
} from "../test/interop/pulumi-programs.js";
import { writeRecording } from "../test/interop/pulumi-recording.js";
import {
  type Language,
  type PulumiStack,
  pulumiInstallation,
  pulumiStack,
  pulumiVersions,
} from "../test/interop/pulumi-runner.js";
import { startRecorder } from "../test/interop/terraform-recorder.js";
import { startTestWorld } from "../test/world.js";

const installation = pulumiInstallation();
if (installation.skipPython !== false) throw new Error(installation.skipPython);

/** What a scene plays with. */
interface Stage {
  newStack(language: Language, text?: string): Promise<PulumiStack>;
  /** Says what is done from now on. */
  enter(stage: string): void;
}

const scenes: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "life-yaml": (stage) => life(stage, "yaml"),
  "life-typescript": (stage) => life(stage, "typescript"),
  "life-python": (stage) => life(stage, "python"),
  import: imported,
  everything: (stage) => twice(stage, everything, nothing),
  "other-types": (stage) => twice(stage, otherTypes, otherTypesChanged),
  roles: (stage) => twice(stage, withoutFunction(companions), withoutFunction(companionsChanged)),
  refusals: refused,
};

async function life({ newStack, enter }: Stage, language: Language): Promise<void> {
  const stack = await newStack(language);
  enter("up");
  await stack.up();
  enter("preview");
  await stack.previewsNothing();
  enter("refresh");
  await stack.refresh();
  enter("another password length");
  await stack.set("passwordLength", "12");
  await stack.up();
  enter("another address of the user");
  await stack.set("administratorEmail", "other@example.com");
  await stack.up();
  enter("destroy");
  await stack.destroy();
}

async function imported({ newStack, enter }: Stage): Promise<void> {
  enter("up");
  const first = await newStack("yaml");
  await first.up();
  const made = await first.resources();
  const second = await newStack("yaml", program(""));
  const resources = Object.entries(resourceTypes).map(([name, type]) => ({ type, name, id: made.get(name)?.id }));
  second.write("import.json", JSON.stringify({ resources }));
  enter("import");
  await second.run("import", "--file", "import.json", "--out", "written.yaml", "--yes", "--skip-preview");
  enter("refresh");
  await second.refresh();
  enter("destroy");
  await first.destroy();
  enter("refresh of what is gone");
  await second.refresh();
}

async function twice({ newStack, enter }: Stage, first: string, second: string): Promise<void> {
  const stack = await newStack("yaml", program(first));
  enter("set");
  await stack.up();
  enter("changed");
  stack.write("Pulumi.yaml", program(second));
  await stack.up();
  enter("refresh");
  await stack.refresh();
  enter("destroy");
  await stack.destroy();
}

/** A function's description says much that has nothing to do with pools. */
function withoutFunction(resources: string): string {
  return resources.slice(0, resources.indexOf("  runner:"));
}

async function refused({ newStack, enter }: Stage): Promise<void> {
  enter("a pool");
  const pool = '  pool: { type: "aws-native:cognito:UserPool", properties: { userPoolName: refusals } }\n';
  const stack = await newStack("yaml", program(`resources:\n${pool}`));
  await stack.up();
  for (const [title, properties] of [
    ["a pool that is none", "{ userPoolId: string }"],
    ["a user who is not there", `{ userPoolId: "\${pool.userPoolId}", username: nobody, messageAction: RESEND }`],
    ["an action that is none", `{ userPoolId: "\${pool.userPoolId}", messageAction: NOTHING, username: nobody }`],
  ] as const) {
    enter(title);
    const user = `  user: { type: "aws-native:cognito:UserPoolUser", properties: ${properties} }\n`;
    stack.write("Pulumi.yaml", program(`resources:\n${pool}${user}`));
    await stack.attempt("up", "--yes", "--skip-preview");
  }
  enter("destroy");
  await stack.destroy();
}

const origin = await pulumiVersions(installation);
const wanted = process.argv.slice(2);
for (const [name, play] of Object.entries(scenes)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const world = await startTestWorld();
  const recorder = await startRecorder(world.url);
  const stacks: PulumiStack[] = [];
  const stages: { readonly stage: string; readonly from: number }[] = [];
  try {
    await play({
      enter: (stage) => void stages.push({ stage, from: recorder.calls.length }),
      async newStack(language, text) {
        const stack = await pulumiStack(installation, language, recorder.url);
        stacks.push(stack);
        if (text !== undefined) stack.write("Pulumi.yaml", text);
        return stack;
      },
    });
    const calls = recorder.calls.map((call, at) => ({
      stage: stages.findLast(({ from }) => from <= at)?.stage ?? "",
      ...call,
    }));
    writeRecording(name, { origin, calls });
    console.log(`${name}: ${calls.length} calls`);
  } finally {
    for (const stack of stacks) stack.remove();
    await recorder.close();
    await world.close();
  }
}
