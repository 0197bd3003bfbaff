/** examples/amplify as it stands, bundled and opened in a real browser, in another origin than the server's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { chromium } from "../programs.js";
import { goodPassword, makeUser } from "../sign-in.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type BrowserWorld, type StrangersFile, startBrowser, strangerName } from "./browser.js";

const folder = join(repository, "examples", "amplify");

/** The page's program as a bundler gives it to browsers. */
async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, "main.js")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    // Where Amplify is installed; a reader of the example has it beside the page.
    nodePaths: [join(repository, "test", "node_modules")],
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

describe("Amplify in a browser", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let browsers: BrowserWorld;
  let poolId: string;

  before(async () => {
    world = await startTestWorld();
    const pool = await world.pool();
    poolId = pool.Id;
    const { ClientId } = await world.appClient(pool.Id);
    const attributes = [
      { Name: "email", Value: "anna@example.com" },
      { Name: "email_verified", Value: "true" },
    ];
    await makeUser(world, pool.Id, "anna", { attributes });
    await makeUser(world, pool.Id, "berta", { temporary: true });
    const config = { userPoolId: pool.Id, userPoolClientId: ClientId, userPoolEndpoint: world.url };
    browsers = await startBrowser(
      new Map<string, StrangersFile>([
        ["/", { type: "text/html", body: readFileSync(join(folder, "index.html"), "utf8") }],
        ["/main.js", { type: "text/javascript", body: await bundled() }],
        ["/config.json", { type: "application/json", body: JSON.stringify(config) }],
      ]),
    );
  });
  after(async () => {
    await browsers?.close();
    await world?.close();
  });

  async function says(page: Page, text: string): Promise<void> {
    await page.waitForFunction(`document.querySelector("output").textContent === ${JSON.stringify(text)}`, undefined, {
      timeout: 20_000,
    });
  }

  async function signIn(page: Page, username: string, password: string): Promise<void> {
    await page.fill("[name=username]", username);
    await page.fill("[name=password]", password);
    await page.click("button[type=submit]");
  }

  test("signs in by SRP across origins, is told what is wrong, stays signed in, signs out", async () => {
    const context = await browsers.browser.newContext();
    try {
      const page = await context.newPage();
      const bodies: string[] = [];
      page.on("request", (request) => bodies.push(request.postData() ?? ""));
      await page.goto(`http://${strangerName}:${browsers.strangerPort}/`);
      await signIn(page, "anna", "Wrong-Horse-1");
      await says(page, "NotAuthorizedException: Incorrect username or password.");
      await signIn(page, "anna", goodPassword);
      await says(page, "Signed in as anna@example.com");
      assert.ok(bodies.some((body) => body.includes("PASSWORD_CLAIM_SIGNATURE")));
      assert.ok(!bodies.some((body) => body.includes(goodPassword)), "the password left the page");

      await page.reload();
      await says(page, "Signed in as anna@example.com");
      await page.click("#sign-out");
      await says(page, "Signed out");
      await page.reload();
      await signIn(page, "berta", goodPassword);
      await says(page, "Next step: CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    } finally {
      await context.close();
    }
  });

  test("the example's configuration has the members that the page reads", () => {
    const example = JSON.parse(readFileSync(join(folder, "config.json"), "utf8"));
    assert.deepEqual(Object.keys(example), ["userPoolId", "userPoolClientId", "userPoolEndpoint"]);
    assert.equal(example.userPoolEndpoint, "http://127.0.0.1:9229");
    assert.match(poolId, /^us-east-1_[A-Za-z0-9]{9}$/);
    assert.match(example.userPoolId, /^us-east-1_[A-Za-z0-9]{9}$/);
  });
});
