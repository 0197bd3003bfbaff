/** The page behind the link of a sign-up mail, as people see it: every state of it, readable by everybody, nothing blocked. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { AdminGetUserCommand } from "../clients.js";
import { readMessages } from "../interop/inbox.js";
import { chromium } from "../programs.js";
import { given } from "../self-service.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type BrowserWorld, startBrowser } from "./browser.js";

const screenshots = join(repository, "build", "screenshots");

describe("the page that confirms a sign-up", { skip: chromium().skip }, () => {
  let world: TestWorld;
  let browsers: BrowserWorld;

  before(async () => {
    world = await startTestWorld();
    browsers = await startBrowser();
    mkdirSync(screenshots, { recursive: true });
  });
  after(async () => {
    await browsers?.close();
    await world?.close();
  });

  async function signedUp() {
    const pool = await given(world, { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } });
    await pool.signUp("anna");
    const link = (await readMessages(world.url, { userPoolId: pool.poolId })).at(-1)?.link ?? "";
    const status = async () =>
      (await world.client.send(new AdminGetUserCommand({ UserPoolId: pool.poolId, Username: "anna" }))).UserStatus;
    return { link, status };
  }

  /** Opens the page as a visitor; fails on whatever the browser complains about or fetches elsewhere. */
  async function visit(link: string, name: string, look: (page: Page) => Promise<void> = async () => {}) {
    const context = await browsers.browser.newContext({ viewport: { width: 375, height: 667 } });
    const complaints: string[] = [];
    const fetched: string[] = [];
    try {
      const page = await context.newPage();
      page.on("console", (message) => {
        // That a page answers with 4xx is told here too; the status is checked apart.
        if (message.type() !== "info" && !/the server responded with a status of 4/.test(message.text())) {
          complaints.push(message.text());
        }
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("request", (request) => fetched.push(request.url()));
      const response = await page.goto(link);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(screenshots, `${name}-${colorScheme}.png`) });
      }
      const facts = (await page.evaluate(`({
        title: document.title,
        lang: document.documentElement.lang,
        headings: [...document.querySelectorAll("h1")].map((one) => one.textContent.trim()),
        landmarks: document.querySelectorAll("main").length,
        viewport: document.querySelector("meta[name=viewport]")?.content ?? "",
        charset: document.characterSet,
        wider: document.documentElement.scrollWidth > innerWidth,
        font: getComputedStyle(document.body).fontFamily,
        styled: [...document.styleSheets].reduce((count, sheet) => count + sheet.cssRules.length, 0),
        images: [...document.images].filter((one) => one.alt === "").length,
        scripts: document.scripts.length,
      })`)) as Record<string, unknown> & { title: string; headings: string[]; styled: number };
      await look(page);
      assert.deepEqual(complaints, []);
      assert.deepEqual(
        fetched.filter((url) => !url.startsWith(`${world.url}/`)),
        [],
      );
      return { status: response?.status(), headers: response?.headers() ?? {}, facts };
    } finally {
      await context.close();
    }
  }

  function readable(facts: Awaited<ReturnType<typeof visit>>["facts"]): void {
    assert.ok(facts.title.length > 5, "no title");
    assert.equal(facts["lang"], "en");
    assert.equal(facts.headings.length, 1);
    assert.ok(facts.headings[0]);
    assert.equal(facts["landmarks"], 1);
    assert.match(String(facts["viewport"]), /width=device-width/);
    assert.equal(facts["charset"], "UTF-8");
    assert.equal(facts["wider"], false, "wider than a telephone");
    assert.equal(facts["images"], 0, "an image without a text");
    assert.ok(facts.styled > 0, "its own style is blocked");
  }

  test("says that the registration is confirmed, and it is; the second visit says that the link was used", async () => {
    const { link, status } = await signedUp();
    assert.equal(await status(), "UNCONFIRMED");
    const first = await visit(link, "confirm-first-visit");
    assert.equal(first.status, 200);
    readable(first.facts);
    assert.match(first.facts.headings[0] ?? "", /confirmed/i);
    assert.equal(await status(), "CONFIRMED");

    const second = await visit(link, "confirm-second-visit");
    assert.equal(second.status, 410);
    readable(second.facts);
    assert.match(second.facts.headings[0] ?? "", /has been used/i);
    assert.notEqual(second.facts.title, first.facts.title);
  });

  test("says that a broken link is broken, without repeating what it was given", async () => {
    const { link, status } = await signedUp();
    const broken = new URL(link);
    broken.searchParams.set("confirmation_code", '"><script>document.title="owned"</script>');
    const { status: answered, facts } = await visit(broken.href, "confirm-broken-link", async (page) => {
      assert.doesNotMatch(await page.content(), /owned/);
    });
    assert.ok(answered === 400 || answered === 410, String(answered));
    readable(facts);
    assert.equal(await status(), "UNCONFIRMED");
  });

  test("cannot be framed, embeds nothing of others, and hands its address to nobody", async () => {
    const { link } = await signedUp();
    const { headers } = await visit(link, "confirm-headers");
    assert.match(headers["content-security-policy"] ?? "", /default-src 'none'/);
    assert.match(headers["content-security-policy"] ?? "", /frame-ancestors 'none'/);
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  test("is opened by a link in a mail program of the web: a navigation from another site is let through", async () => {
    const { link, status } = await signedUp();
    const context = await browsers.browser.newContext();
    try {
      const page = await context.newPage();
      await page.goto(`http://127.0.0.1:${browsers.strangerPort}/`);
      await page.evaluate(`document.body.innerHTML = '<a id="link" href=${JSON.stringify(link)}>confirm</a>'`);
      await Promise.all([page.waitForURL(/confirmUser/), page.click("#link")]);
      assert.match(await page.title(), /confirmed/);
    } finally {
      await context.close();
    }
    assert.equal(await status(), "CONFIRMED");
  });
});
