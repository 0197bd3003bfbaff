/**
 * Just enough of Lambda: functions are stored, versioned, permitted, described and invoked. What runs them is the port of
 * functions, which reads them through `deployed-functions.ts`.
 */
import { type Companion, CompanionException } from "../../protocols/companion.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { tellingLostRaces } from "../lost-race.js";
import { type PageTokens, pageTokensOf } from "../page-tokens.js";
import { aliasActions } from "./alias.js";
import { assetReader } from "./asset.js";
import type { AssetReader } from "./code-package.js";
import { concurrencyActions } from "./concurrency.js";
import { customResourceActions } from "./custom-resource.js";
import { eventSettingActions } from "./event-settings.js";
import { functionActions } from "./function.js";
import { invocationActions } from "./invocation.js";
import { lambdaSurface } from "./lambda-surface.js";
import { layerActions } from "./layer.js";
import { type PackageUrl, packageUrls } from "./package-url.js";
import { permissionActions } from "./permission.js";
import { tagActions } from "./tag.js";
import { versionActions } from "./version.js";

/** What the actions are made over. */
export interface LambdaNeeds extends Pick<CompanionNeeds, "store" | "clock" | "random" | "functions"> {
  readonly pages: PageTokens;
  readonly readAsset: AssetReader;
  readonly packageUrl: PackageUrl;
}

/** The companion; packages may lie in `s3`. */
export function createLambda(needs: CompanionNeeds, s3: Companion): MountedCompanion {
  const { store, clock, random, keyring, functions } = needs;
  const own: LambdaNeeds = {
    store,
    clock,
    random,
    functions,
    pages: pageTokensOf(keyring, "lambda"),
    readAsset: assetReader(needs.callers, s3),
    packageUrl: packageUrls(needs),
  };
  const companion: Companion = {
    service: "lambda",
    actions: tellingLostRaces(
      {
        ...functionActions(own),
        ...invocationActions(own),
        ...customResourceActions(needs),
        ...versionActions(own),
        ...aliasActions(own),
        ...permissionActions(own),
        ...tagActions(own),
        ...concurrencyActions(own),
        ...eventSettingActions(own),
        ...layerActions(own),
      },
      new CompanionException("TooManyRequestsException", "Rate Exceeded.", 429),
    ),
  };
  return { companion, surface: lambdaSurface(needs, companion) };
}
