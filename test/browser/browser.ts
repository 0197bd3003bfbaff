/**
 * A real browser and the pages of a stranger: Chromium driven over its protocol, and a small web server of its own that
 * serves empty pages or those it is given, so that scripts run in an origin that is not Poolhouse's.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium as driver } from "playwright-core";
import { chromium } from "../programs.js";

/** Names that the browser, and nobody else, finds at 127.0.0.1. */
export const strangerName = "stranger.example";
export const reboundName = "rebound.example";

/** A browser, and a web server that belongs to somebody else. */
export interface BrowserWorld {
  readonly browser: Browser;
  /** The port of the stranger's pages. */
  readonly strangerPort: number;
  close(): Promise<void>;
}

/** What a page of the stranger's server is, where it is not the empty one. */
export interface StrangersFile {
  readonly type: string;
  readonly body: string;
}

const emptyPage: StrangersFile = {
  type: "text/html",
  body: '<!doctype html><html lang="en"><title>A page of somebody else</title><body></body></html>',
};

/** Starts both; the caller has looked whether there is a Chromium at all. Files are looked up by path at each request. */
export async function startBrowser(files: ReadonlyMap<string, StrangersFile> = new Map()): Promise<BrowserWorld> {
  const executablePath = spawnSync("sh", ["-c", 'command -v -- "$0"', chromium().command], {
    encoding: "utf8",
  }).stdout.trim();
  assert.notEqual(executablePath, "");
  const stranger = createServer((request, response) => {
    const { type, body } = files.get(request.url ?? "") ?? emptyPage;
    response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
    response.end(body);
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const browser = await driver.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // The browser's own wall between the web and this machine is off: the server must hold without it.
      "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,HttpsUpgrades",
      `--host-resolver-rules=MAP ${strangerName} 127.0.0.1, MAP ${reboundName} 127.0.0.1`,
    ],
  });
  return {
    browser,
    strangerPort: (stranger.address() as AddressInfo).port,
    async close() {
      await browser.close();
      stranger.closeAllConnections();
      await new Promise((resolve) => stranger.close(resolve));
    },
  };
}
