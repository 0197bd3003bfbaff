/**
 * Mail that went through a real mail server, drawn by a real browser, and the inbox that shows the same mail: whatever
 * names, passwords and templates hold, it is read as it was written, runs nothing and loads nothing (T-40). Screenshots
 * are left for people to look at.
 */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Message } from "../../src/domain/message.js";
import { AdminCreateUserCommand } from "../clients.js";
import { headerOf, type MailSink, openMailSink, partsOf, type SunkMail } from "../delivery/mail-sink.js";
import { chromium } from "../programs.js";
import { repository, startTestWorld, type TestWorld } from "../world.js";
import { type BrowserWorld, type StrangersFile, startBrowser, strangerName } from "./browser.js";

const screenshots = join(repository, "build", "screenshots");

/** Names and passwords that would like to be more than that. */
const hostile: readonly (readonly [what: string, username: string, password: string])[] = [
  ["a script", "<script>alert('name')</script>", "Aa1<script>alert('password')</script>"],
  ["a picture with a handler", `"><img/src=x/onerror=alert('name')>`, `Aa1'><svg/onload=alert("password")>`],
  ["signs of HTML", `&lt;b&gt;&amp;"'\`<!--`, `Aa1&#60;b&#62;]]>-->"'\``],
  ["addresses", "https://evil.example/?a=1&b=<2>", "Aa1javascript:alert('password')"],
  ["letters from right to left", "שלום<עולם>", "Aa1\u202e\u2066<drow-ssap>\u2069\u2069"],
  ["placeholders", "{####}{username}{##x##}", "Aa1{username}{####}"],
];

const template = {
  EmailSubject: "For {username}",
  EmailMessage:
    `<div style="font-family: sans-serif; max-width: 34rem; margin: 2rem auto; color: #223">` +
    `<h2 title="{username}">Welcome, <span id="name">{username}</span>!</h2>` +
    `<p style="white-space: nowrap">Your temporary password is <b id="password">{####}</b><span id="end">. Keep it.</span></p>` +
    `<p><a href="https://app.example.com/sign-in?user={username}" title='{####}'>Sign in</a></p></div>`,
  SMSMessage: "{username} {####}",
};

/** A page of the inbox, and what the browser did meanwhile. */
interface Visit {
  readonly page: Page;
  /** Dialogs, errors, complaints about policies. */
  readonly troubles: string[];
  readonly fetched: string[];
}

describe("T-40 mail in a browser", { skip: chromium().skip }, () => {
  /** What the stranger's server was asked for. */
  const asked: string[] = [];
  const strangers = new (class extends Map<string, StrangersFile> {
    override get(path: string) {
      asked.push(path);
      return super.get(path);
    }
  })();
  let sink: MailSink;
  let world: TestWorld;
  let browsers: BrowserWorld;
  let poolId: string;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    sink = await openMailSink();
    world = await startTestWorld({ smtpUrl: sink.url, mailFrom: "Example App <no-reply@house.example>" });
    browsers = await startBrowser(strangers);
    poolId = (await world.pool({ PoolName: "customers", AdminCreateUserConfig: { InviteMessageTemplate: template } }))
      .Id;
  });
  after(async () => {
    await browsers?.close();
    await world?.close();
    await sink?.close();
  });

  /** Invites a user; answers the mail as it came to the mail server, and the message that it was. */
  async function invited(Username: string, TemporaryPassword: string, to: string, UserPoolId = poolId) {
    await world.client.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username,
        TemporaryPassword,
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [{ Name: "email", Value: to }],
      }),
    );
    return { mail: await arrived(to), message: await sent(to) };
  }

  async function eventually<T>(look: () => Promise<T | undefined> | T | undefined, what: string): Promise<T> {
    for (let waited = 0; waited < 10_000; waited += 25) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(25);
    }
    return assert.fail(`never: ${what}`);
  }

  const arrived = (to: string): Promise<SunkMail> =>
    eventually(() => sink.mails.find((mail) => mail.to.includes(to)), `mail to ${to}`);

  const sent = (to: string): Promise<Message> =>
    eventually(async () => {
      const message = await world.lastMessage(to);
      return message.delivery?.state === "sent" ? message : undefined;
    }, `the mark that mail to ${to} was sent`);

  async function visiting(look: (visit: Visit) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> {
    const context = await browsers.browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    try {
      const page = await context.newPage();
      const troubles: string[] = [];
      const fetched: string[] = [];
      page.on("dialog", (dialog) => {
        troubles.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("pageerror", (error) => troubles.push(String(error)));
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") troubles.push(message.text());
      });
      page.on("request", (request) => fetched.push(request.url()));
      context.on("page", (other) => troubles.push(`another page: ${other.url()}`));
      await look({ page, troubles, fetched });
    } finally {
      await context.close();
    }
  }

  const foreign = (fetched: readonly string[]) =>
    fetched.filter((url) => !/^data:/.test(url) && !url.startsWith(`${world.url}/`));
  const shot = (page: Page, name: string) =>
    page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
  const open = (page: Page, message: Message) => page.goto(`${world.url}/_poolhouse/inbox/${message.id}`);

  for (const [at, [what, username, password]] of hostile.entries()) {
    test(`${what} as name and password: read as written in the mail and in the inbox, and nothing happens`, async () => {
      const { mail, message } = await invited(username, password, `hostile-${at}@example.com`);
      const { "text/html": html = "", "text/plain": text = "" } = partsOf(mail);
      assert.equal(headerOf(mail, "Subject"), `For ${username}`);
      assert.ok(text.includes(username) && text.includes(password), text);

      // As careless a mail program as can be: no policy, no sandbox.
      strangers.set(`/mail-${at}`, { type: "text/html", body: html });
      await visiting(async ({ page, troubles, fetched }) => {
        const url = `http://${strangerName}:${browsers.strangerPort}/mail-${at}`;
        await page.goto(url);
        await sleep(100);
        await shot(page, `mail-${at}`);
        assert.deepEqual(
          fetched.filter((one) => !one.endsWith("/favicon.ico")),
          [url],
        );
        assert.deepEqual(troubles, []);
        const seen = (await page.evaluate(`({
          name: document.querySelector("#name").textContent,
          title: document.querySelector("h2").title,
          password: document.querySelector("#password").textContent,
          link: document.querySelector("a").href,
          linkTitle: document.querySelector("a").title,
          made: document.querySelectorAll("body script, body img, body svg, body iframe, body form").length,
          elements: document.body.querySelectorAll("*").length,
          follows: document.querySelector("#end").getBoundingClientRect().left >= document.querySelector("#password").getBoundingClientRect().left,
        })`)) as Record<string, unknown>;
        const link = new URL(String(seen["link"]));
        assert.deepEqual([link.origin, link.searchParams.get("user")], ["https://app.example.com", username]);
        const bare = (value: unknown) => String(value).replace(/^\u2068+|\u2069+$/g, "");
        assert.equal(bare(seen["name"]), bare(username));
        assert.equal(bare(seen["password"]), bare(password));
        assert.deepEqual([seen["title"], seen["linkTitle"]], [username, password]);
        assert.equal(seen["made"], 0);
        assert.equal(seen["elements"], 8, "the template's elements and no more");
        assert.equal(seen["follows"], true, "the words behind the password stay behind it");
      });

      await visiting(async ({ page, troubles, fetched }) => {
        await page.goto(`${world.url}/_poolhouse/inbox?to=${encodeURIComponent(message.to)}`);
        assert.equal(await page.locator("ol.messages li").count(), 1);
        assert.equal(await page.locator(".what b").textContent(), `For ${username}`);
        assert.equal(await page.locator(".secret code").textContent(), password);
        await page.locator("a.open").click();
        await page.waitForURL(/\/inbox\/[\w-]+/);
        await sleep(100);
        await shot(page, `inbox-hostile-${at}`);
        assert.equal(await page.locator("h1").textContent(), `For ${username}`);
        assert.equal(await page.locator(".secrets code").textContent(), password);
        assert.equal(await page.locator("dd").nth(1).textContent(), username);
        assert.equal(await page.locator("button[data-copy]").getAttribute("data-copy"), password);
        assert.equal(await page.locator("pre.text").textContent(), message.text);
        assert.equal(text.replaceAll("\r\n", "\n").trimEnd(), message.text.trimEnd());
        const drawn = page.frames().find((frame) => frame.url().endsWith("/html"));
        assert.ok(drawn, "the mail is not drawn");
        assert.ok((await drawn.locator("#password").textContent())?.includes(password));
        assert.deepEqual(troubles, []);
        assert.deepEqual(foreign(fetched), []);
      });
    });
  }

  test("what the inbox shows is what was sent, to the last byte", async () => {
    const { mail, message } = await invited("Zoë", "Aa1-Grüße", "same@example.com");
    const at = `${world.url}/_poolhouse/messages/${message.id}`;
    assert.equal(await (await fetch(`${at}/source`)).text(), mail.source);
    assert.equal((await (await fetch(`${at}/html`)).text()).trimEnd(), partsOf(mail)["text/html"]?.trimEnd());
    const shown = (await (await fetch(at)).json()) as Message & { headers: { name: string; value: string }[] };
    assert.deepEqual([shown.html, shown.text, shown.temporaryPassword], [message.html, message.text, "Aa1-Grüße"]);
    const raw = mail.source.slice(0, mail.source.indexOf("\r\n\r\n")).replace(/\r\n(?=[ \t])/g, "");
    assert.deepEqual(
      shown.headers.map(({ name, value }) => `${name}: ${value}`),
      raw.split("\r\n"),
    );
    await visiting(async ({ page }) => {
      await open(page, message);
      const names = await page.locator("dl.headers dt").allTextContents();
      const values = await page.locator("dl.headers dd").allTextContents();
      assert.deepEqual(
        names.map((name, index) => `${name}: ${values[index]}`),
        raw.split("\r\n"),
      );
    });
  });

  test("a template that its owner filled with everything is drawn in the inbox, and nothing of it runs or is fetched", async () => {
    const stranger = `http://${strangerName}:${browsers.strangerPort}`;
    const { Id } = await world.pool({
      AdminCreateUserConfig: {
        InviteMessageTemplate: {
          ...template,
          EmailMessage:
            `<html><head><meta http-equiv="refresh" content="0;url=${stranger}/refresh"><base href="${stranger}/">` +
            `<link rel="stylesheet" href="style.css"><style>@import url("${stranger}/import.css"); p { color: rgb(1, 2, 3) }</style></head>` +
            `<body onload="alert(1)" background="${stranger}/background.png"><script>alert(2); top.location = "${stranger}/top"</script>` +
            `<img src="${stranger}/pixel.png" onerror="alert(3)"><iframe src="${stranger}/frame"></iframe><video src="${stranger}/video" autoplay></video>` +
            `<object data="${stranger}/object"></object><form action="${stranger}/form"><input name="a" autofocus onfocus="alert(4)"><button id="send">Send</button></form>` +
            `<p>{username} {####}</p><a id="away" target="_top" href="${stranger}/away">away</a><a id="script" href="javascript:alert(5)">script</a></body></html>`,
        },
      },
    });
    const { message } = await invited("owner", "Aa1-owner", "owner@example.com", Id);
    // The browser itself tells of requests that its policies then stop: what counts is what reached the stranger.
    asked.length = 0;
    await visiting(async ({ page, troubles }) => {
      await open(page, message);
      const own = page.url();
      const drawn = page.frames().find((frame) => frame.url().endsWith("/html"));
      assert.ok(drawn);
      await drawn.locator("p").waitFor();
      assert.equal(await drawn.locator("p").textContent(), "owner Aa1-owner");
      await drawn.locator("#send").click();
      await drawn.locator("#script").click();
      await drawn.locator("#away").click();
      await sleep(300);
      await shot(page, "inbox-everything");
      assert.equal(page.url(), own);
      assert.deepEqual(asked, []);
      assert.deepEqual(
        troubles.filter((one) => /^(dialog|another page)/.test(one)),
        [],
      );
    });
    // By itself, as when somebody opens the frame alone.
    await visiting(async ({ page, troubles }) => {
      await page.goto(`${world.url}/_poolhouse/messages/${message.id}/html`);
      await sleep(200);
      assert.deepEqual(asked, []);
      assert.deepEqual(
        troubles.filter((one) => /^(dialog|another page)/.test(one)),
        [],
      );
    });
  });

  test("keys lead through the inbox, and a code is copied", async () => {
    await invited("keys", "Aa1-keys", "keys@example.com");
    await visiting(
      async ({ page, troubles }) => {
        await page.goto(`${world.url}/_poolhouse/inbox`);
        await page.keyboard.press("j");
        const first = await page.evaluate("document.activeElement.textContent");
        assert.equal(first, "keys@example.com");
        await page.keyboard.press("j");
        assert.notEqual(await page.evaluate("document.activeElement.textContent"), first);
        await page.keyboard.press("k");
        await page.keyboard.press("c");
        await page.locator("[role=status]", { hasText: "Copied" }).waitFor();
        assert.equal(await page.evaluate("navigator.clipboard.readText()"), "Aa1-keys");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/inbox\/[\w-]+/);
        await page.keyboard.press("Escape");
        await page.waitForURL(/\/inbox$/);
        await page.keyboard.press("/");
        await page.keyboard.type("KEYS@");
        await page.keyboard.press("Enter");
        await page.waitForURL(/to=KEYS/);
        assert.deepEqual(await page.locator(".who").allTextContents(), ["keys@example.com"]);
        assert.deepEqual(troubles, []);
      },
      { permissions: ["clipboard-read", "clipboard-write"] },
    );
  });

  test("a new message appears by itself, and is told without a jump to whoever is typing", async () => {
    await visiting(async ({ page, troubles }) => {
      await page.goto(`${world.url}/_poolhouse/inbox`);
      await page.locator("ol.messages").waitFor();
      await invited("live", "Aa1-live", "live@example.com");
      await page.locator(".who", { hasText: "live@example.com" }).waitFor({ timeout: 10_000 });
      await page.locator("input[type=search]").fill("half an addr");
      await invited("news", "Aa1-news", "news@example.com");
      await page.locator(".news a").waitFor({ timeout: 10_000 });
      assert.equal(await page.locator("input[type=search]").inputValue(), "half an addr");
      await page.locator(".news a").click();
      await page.locator(".who", { hasText: "news@example.com" }).waitFor();
      assert.deepEqual(troubles, []);
    });
  });

  test("many messages come page by page, by pool and by address", async () => {
    const { Id } = await world.pool({ PoolName: "crowd" });
    for (let n = 0; n < 120; n += 1) {
      await world.world.store.messages.insert({
        id: `9crowd-${String(n).padStart(5, "0")}`,
        at: Date.UTC(2026, 0, 1) + n,
        userPoolId: Id,
        username: `user-${n}`,
        kind: "mfa",
        medium: "SMS",
        to: `+4700000${String(n).padStart(3, "0")}`,
        text: `Your authentication code is ${n}.`,
        code: String(n),
      });
    }
    const seen: string[] = [];
    await visiting(async ({ page, troubles }) => {
      await page.goto(`${world.url}/_poolhouse/inbox`);
      await page.selectOption("select[name=pool]", Id);
      await page.click("form button");
      await page.waitForURL(/pool=/);
      for (const [count, isLast] of [
        [50, false],
        [50, false],
        [20, true],
      ] as const) {
        assert.equal(await page.locator("ol.messages li").count(), count);
        seen.push(...(await page.locator(".who").allTextContents()));
        const older = page.locator("a[rel=next]");
        assert.equal(await older.count(), isLast ? 0 : 1);
        if (!isLast) await Promise.all([page.waitForURL(/before=.*/), older.click()]);
        await page.locator("ol.messages").waitFor();
      }
      assert.deepEqual(troubles, []);
    });
    const all = Array.from({ length: 120 }, (_, n) => `+4700000${String(119 - n).padStart(3, "0")}`);
    assert.deepEqual(seen, all);
    const page = async (query: string) => (await fetch(`${world.url}/_poolhouse/inbox?${query}`)).text();
    assert.equal((await page(`pool=${Id}&to=00119`)).split("<li>").length - 1, 1);
    assert.equal((await page(`pool=${poolId}&to=00119`)).split("<li>").length - 1, 0);
    assert.match(await page("to=nobody"), /No message fits/);
  });

  for (const [scheme, width] of [
    ["light", 1100],
    ["dark", 1100],
    ["light", 375],
    ["dark", 375],
  ] as const) {
    test(`the pages fit a screen of ${width} pixels and can be read in ${scheme} colours`, async () => {
      const message = (await world.messages()).find(({ to }) => to === "hostile-0@example.com");
      assert.ok(message);
      for (const [name, url] of [
        ["list", "/_poolhouse/inbox"],
        ["message", `/_poolhouse/inbox/${message.id}`],
        ["empty", "/_poolhouse/inbox?to=nobody"],
        ["missing", "/_poolhouse/inbox/0-no-such-message"],
      ] as const) {
        await visiting(
          async ({ page, troubles, fetched }) => {
            await page.goto(world.url + url);
            await shot(page, `inbox-${name}-${scheme}-${width}`);
            const facts = (await page.evaluate(`({
              wider: document.documentElement.scrollWidth > innerWidth,
              headings: document.querySelectorAll("h1").length,
              landmarks: document.querySelectorAll("main").length,
              lang: document.documentElement.lang,
              unnamed: [...document.querySelectorAll("button, input, select, iframe")].filter((one) =>
                !one.textContent.trim() && !one.ariaLabel && !one.title).length,
              ground: getComputedStyle(document.body).backgroundColor,
              faint: [...document.querySelectorAll("main *, header *")].filter((one) => one.checkVisibility() &&
                [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())).map((one) => {
                  const light = (color) => { const [r, g, b] = color.match(/[0-9.]+/g).slice(0, 3).map((c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
                  let ground = one;
                  while (ground && /rgba\\(.*, 0\\)/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
                  const [a, b] = [light(getComputedStyle(one).color), light(getComputedStyle(ground ?? document.body).backgroundColor)];
                  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                  return ratio < 4.5 ? one.className + " " + one.textContent.slice(0, 30) + " " + ratio.toFixed(2) : "";
                }).filter(Boolean),
            })`)) as Record<string, unknown>;
            const { ground, ...rest } = facts;
            assert.deepEqual(
              rest,
              { wider: false, headings: 1, landmarks: 1, lang: "en", unnamed: 0, faint: [] },
              name,
            );
            assert.equal(ground, scheme === "light" ? "rgb(244, 246, 248)" : "rgb(14, 20, 27)");
            assert.deepEqual(foreign(fetched), []);
            assert.deepEqual(
              troubles.filter((one) => !/status of 404/.test(one)),
              [],
            );
          },
          { colorScheme: scheme, viewport: { width, height: 700 } },
        );
      }
    });
  }

  test("everything can be read without scripts", async () => {
    await visiting(
      async ({ page }) => {
        await page.goto(`${world.url}/_poolhouse/inbox?to=hostile-0`);
        await page.locator("a.open").click();
        await page.waitForURL(/\/inbox\/[\w-]+/);
        assert.match((await page.locator(".secrets code").textContent()) ?? "", /^Aa1<script>/);
        assert.match((await page.locator("time").textContent()) ?? "", /UTC$/);
        assert.equal(await page.locator("button[data-copy]").isVisible(), false);
      },
      { javaScriptEnabled: false },
    );
  });

  test("no page of the inbox runs a script of others or lies in a frame of others; strangers are refused", async () => {
    const { id } = await world.lastMessage("hostile-0@example.com");
    for (const path of ["/_poolhouse/inbox", `/_poolhouse/inbox/${id}`]) {
      const { headers } = await fetch(world.url + path);
      const policy = headers.get("content-security-policy") ?? "";
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
      assert.match(policy, /frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cache-control"), "no-store");
    }
    const { headers } = await fetch(`${world.url}/_poolhouse/messages/${id}/html`);
    assert.match(headers.get("content-security-policy") ?? "", /^default-src 'none';.*; sandbox$/);
    for (const path of ["/_poolhouse/inbox", `/_poolhouse/inbox/${id}`, `/_poolhouse/messages/${id}`]) {
      for (const given of [{ origin: "http://stranger.example" }, { "sec-fetch-site": "cross-site" }]) {
        assert.equal((await fetch(world.url + path, { headers: given as Record<string, string> })).status, 403, path);
      }
    }
    for (const path of ["/_poolhouse/messages/none", "/_poolhouse/messages/none/html", "/_poolhouse/inbox/none"]) {
      assert.equal((await fetch(world.url + path)).status, 404, path);
    }
  });
});
