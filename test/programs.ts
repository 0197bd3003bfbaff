/** Programs that this machine may or may not have. A test that needs one passes the reason on when it is absent. */

import { spawnSync } from "node:child_process";

/** Where a program is, or why a test that needs it is skipped: `test(name, { skip: cli.skip }, …)`. */
export interface Program {
  readonly command: string;
  /** `false` when the program works, else the reason. */
  readonly skip: string | false;
}

/** The AWS command line. */
export function awsCli(): Program {
  return find(["aws"], ["--version"], "the AWS CLI is not installed (pip install awscli)");
}

/** A Python that has boto3. */
export function pythonWithBoto3(): Program {
  return find(["python3", "python"], ["-c", "import boto3"], "no Python with boto3 is installed (pip install boto3)");
}

/** A Python that has these modules. */
export function pythonWith(...modules: readonly string[]): Program {
  const names = modules.join(", ");
  return find(["python3", "python"], ["-c", `import ${names}`], `no Python with ${names} is installed (see .ci/run)`);
}

/** A Chromium that playwright-core can drive; give it `--no-sandbox` where tests run as root. */
export function chromium(): Program {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return find(names, ["--version"], "no Chromium is installed (apt-get install chromium)");
}

const found = new Map<string, Program>();

function find(names: readonly string[], probe: readonly string[], reason: string): Program {
  const key = [...names, ...probe].join(" ");
  const known = found.get(key);
  if (known) return known;
  const works = names.find((name) => spawnSync(name, [...probe], { stdio: "ignore", timeout: 60_000 }).status === 0);
  const program: Program =
    works === undefined ? { command: names[0] ?? "", skip: reason } : { command: works, skip: false };
  found.set(key, program);
  return program;
}
