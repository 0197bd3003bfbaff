/**
 * Owns how the real CDK CLI is run: in a folder outside the repository that is its home too (it keeps accounts of access
 * keys there), with the packages of the tests, against one server.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { repository } from "../world.js";
import { type Ending, runProgram } from "./child.js";

const packages = ["aws-cdk", "aws-cdk-lib", "constructs"];

/** Such a folder. */
export interface CdkFolder {
  readonly path: string;
  /** Runs `cdk` with these words. */
  cdk(...words: string[]): Promise<Ending>;
  /** Runs it, demands that it succeeds, and answers all that it said. */
  done(...words: string[]): Promise<string>;
  remove(): void;
}

/** Makes one, with a copy of a folder of the repository. */
export function cdkFolder(url: string, copied: string): CdkFolder {
  const path = mkdtempSync(join(tmpdir(), "poolhouse-cdk-"));
  cpSync(join(repository, copied), path, {
    recursive: true,
    filter: (source) => !["node_modules", "cdk.out"].includes(basename(source)),
  });
  for (const name of packages) {
    const link = join(path, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, "test/node_modules", name), link, "dir");
  }
  const cdk: CdkFolder["cdk"] = (...words) =>
    runProgram(process.execPath, [join(path, "node_modules/aws-cdk/bin/cdk"), ...words, "--no-notices"], {
      cwd: path,
      variables: {
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        AWS_REGION: "us-east-1",
        HOME: path,
        CDK_HOME: join(path, ".cdk"),
        CDK_DISABLE_CLI_TELEMETRY: "true",
        CI: "1",
        NODE_NO_WARNINGS: "1",
      },
    });
  return {
    path,
    cdk,
    async done(...words) {
      const { code, stdout, stderr } = await cdk(...words);
      if (code !== 0) throw new Error(`cdk ${words.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
      return `${stdout}\n${stderr}`;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
