/**
 * An application with Amplify v6 in pages of a real browser: bundled as applications are, served from an origin that is not
 * Poolhouse's, and driven by calling Amplify's functions inside the page.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { build } from "esbuild";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import type { ChallengePool } from "../challenges.js";
import { repository } from "../world.js";
import { type BrowserWorld, type StrangersFile, startBrowser } from "./browser.js";

/** What a call of the page came to. */
interface Called {
  // biome-ignore lint/suspicious/noExplicitAny: the answers of Amplify's functions differ, and the page has no types.
  readonly answer?: any;
  readonly error?: { readonly name: string; readonly message: string; readonly cause?: string };
}

/** The pool that an application is of. */
export interface ApplicationPool extends Pick<ChallengePool, "world" | "poolId" | "clientId"> {
  /** Whether people confirm their sign-up by the code or by the link that they are sent; by the code, unless told otherwise. */
  readonly signUpVerificationMethod?: "code" | "link";
}

/** One page of the application. */
export interface Application {
  readonly page: Page;
  /** Calls a function of `aws-amplify/auth`; answers what it answered or threw. */
  call(name: string, ...input: unknown[]): Promise<Called>;
  /** Calls one that must not throw. */
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  done(name: string, ...input: unknown[]): Promise<any>;
  /** Calls one that must throw; answers the name of what it threw. */
  refused(name: string, ...input: unknown[]): Promise<string>;
  /** What Amplify keeps for the user who is signed in: "accessToken", "refreshToken", "deviceKey" … */
  kept(name: string): Promise<string | undefined>;
  /** Loads the page anew, as its user may at any time. */
  reload(): Promise<void>;
}

/** The application, ready to be opened. */
export interface ServedApplication {
  /** A browser of somebody's own, with nothing kept in it. */
  newBrowser(): Promise<BrowserContext>;
  /** Opens a page there, by the name `host` of the application. */
  open(context: BrowserContext, pool: ApplicationPool, host?: string): Promise<Application>;
  /** Opens a page in a browser of its own, and closes that behind the act. */
  visit(pool: ApplicationPool, act: (application: Application) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Bundles the application, serves it, and starts a browser; the caller has looked whether there is one at all. */
export async function serveApplication(): Promise<ServedApplication> {
  const files = new Map<string, StrangersFile>([
    [
      "/",
      {
        type: "text/html",
        body: '<!doctype html><html lang="en"><title>An application</title><script type="module" src="main.js"></script></html>',
      },
    ],
    ["/main.js", { type: "text/javascript", body: await bundled() }],
  ]);
  const browsers: BrowserWorld = await startBrowser(files);
  const newBrowser = () => browsers.browser.newContext();

  async function open(context: BrowserContext, pool: ApplicationPool, host = "localhost"): Promise<Application> {
    const page = await context.newPage();
    const ready = () => page.waitForFunction("typeof globalThis.call === 'function'");
    const configuration = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: pool.world.url,
      signUpVerificationMethod: pool.signUpVerificationMethod,
    };
    await page.goto(`http://${host}:${browsers.strangerPort}/#${encodeURIComponent(JSON.stringify(configuration))}`);
    await ready();
    const call: Application["call"] = (name, ...input) =>
      page.evaluate(`globalThis.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
    return {
      page,
      call,
      async done(name, ...input) {
        const { answer, error } = await call(name, ...input);
        assert.equal(error, undefined, `${name}: ${JSON.stringify(error)}`);
        return answer;
      },
      async refused(name, ...input) {
        const { answer, error } = await call(name, ...input);
        assert.ok(error, `${name}: ${JSON.stringify(answer)}`);
        return error.name;
      },
      async kept(name) {
        const key = `CognitoIdentityServiceProvider.${pool.clientId}`;
        return page.evaluate(
          `localStorage.getItem(["${key}", localStorage.getItem("${key}.LastAuthUser"), "${name}"].join(".")) ?? undefined`,
        );
      },
      async reload() {
        await page.reload();
        await ready();
      },
    };
  }

  return {
    newBrowser,
    open,
    async visit(pool, act) {
      const context = await newBrowser();
      try {
        await act(await open(context, pool));
      } finally {
        await context.close();
      }
    },
    close: () => browsers.close(),
  };
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(repository, "test", "browser", "amplify-application.js")],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    nodePaths: [join(repository, "test", "node_modules")],
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

/** What a page's device for passkeys is told and asked. */
export interface VirtualAuthenticator {
  readonly session: CDPSession;
  readonly authenticatorId: string;
}

/** Gives the page a device for passkeys that answers at once, verifying its user or not. */
export async function addAuthenticator(page: Page, { verifies = true } = {}): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: verifies,
      isUserVerified: verifies,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}
