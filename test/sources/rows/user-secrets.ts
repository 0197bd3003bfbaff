/**
 * What is never stored: marked values are sent to a server whose store is on disk and whose log is caught, and are found
 * in no answer, no file and no line.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createPinoLogger } from "../../../src/adapters/logging/pino.js";
import { configOf } from "../../../src/config.js";
import { openWorld } from "../../../src/world.js";
import { poolSequences } from "../provider-pools.js";
import { type UserSettings, userSequences } from "../provider-users.js";
import { type SourceRow, statement } from "../source-row.js";
import { email } from "./user-row.js";

const mark = "Marked-5f1c-Value-9";

/** Creates a user with the settings on a server of its own and looks for the mark everywhere. */
async function isNotStored(settings: UserSettings): Promise<void> {
  assert.ok(JSON.stringify(settings).includes(mark), "the row marks nothing");
  const data = mkdtempSync(join(tmpdir(), "poolhouse-sources-"));
  const lines: string[] = [];
  const logger = createPinoLogger("trace", { write: (line) => lines.push(line) });
  const world = await openWorld(configOf({ data, port: 0, mode: "development" }), { logger });
  const { url } = await world.listen();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new CognitoIdentityProviderClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    const { id } = await poolSequences(client).create({});
    await userSequences(client).create(id, "ann", settings);
    const answers = [
      await client.send(new AdminGetUserCommand({ UserPoolId: id, Username: "ann" })),
      await client.send(new ListUsersCommand({ UserPoolId: id })),
    ];
    assert.ok(!JSON.stringify(answers).includes(mark), "an answer shows the value");
    assert.ok(filesWithMark(data, id).length > 0, "the scan does not find what must be there");
    assert.deepEqual(filesWithMark(data, mark), []);
    await world.close();
    assert.deepEqual(filesWithMark(data, mark), []);
    assert.ok(lines.length > 0 && !lines.join("").includes(mark), "the log shows the value, or nothing at all");
  } finally {
    client.destroy();
    await world.close();
    rmSync(data, { recursive: true });
  }
}

function filesWithMark(folder: string, text: string): string[] {
  const bytes = Buffer.from(text);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(bytes))
    .map(({ name }) => name);
}

export const userSecrets: readonly SourceRow[] = [
  statement("S0-16 S2-04 S2-06 S3-05 S4-02", "client_metadata: stored nowhere", () =>
    isNotStored({ client_metadata: { [`key-${mark}`]: mark } }),
  ),
  statement("S0-42", "password: stored nowhere in clear", () => isNotStored({ password: mark, attributes: email })),
  statement("S0-46 S2-30 S3-27 S4-18", "validation_data: stored nowhere", () =>
    isNotStored({ validation_data: { [mark]: mark } }),
  ),
];
