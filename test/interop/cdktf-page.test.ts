/** docs/cdktf.md shows what tests run: each snippet of a program is a part of the file that is linked before it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repository } from "../world.js";

const page = readFileSync(join(repository, "docs", "cdktf.md"), "utf8");

test("every program that the page shows is a part of its example", () => {
  let link = "";
  let compared = 0;
  for (const [at, part] of page.split("```").entries()) {
    if (at % 2 === 0) {
      link = /\]\(\.\.\/(examples\/[\w./-]+\.(?:py|ts|tf))\)/.exec(part)?.[1] ?? link;
      continue;
    }
    const [language, ...lines] = part.split("\n");
    if (language === "sh") continue;
    const whole = readFileSync(join(repository, link), "utf8");
    const snippet = lines.join("\n");
    assert.ok(`\n${whole}`.includes(`\n${snippet}`), `${link} has no\n${snippet}`);
    compared++;
  }
  assert.ok(compared >= 9, String(compared));
});

test("the versions that the page names are those that the examples ask for", () => {
  const requirements = ["python", "cdktn"].map((folder) =>
    readFileSync(join(repository, "examples", "cdktf", folder, "requirements.txt"), "utf8"),
  );
  for (const requirement of requirements.join("").trim().split("\n")) {
    const [name = "", version = ""] = requirement.split("~=");
    const row = page.split("\n").find((line) => line.startsWith("| CDK") && line.includes(`\`${name}\``));
    assert.ok(row?.includes(version), requirement);
  }
});
