import assert from "node:assert/strict";
import { test } from "node:test";
import { shapes } from "../../model/generated/shapes.js";
import type { AssetType } from "../../model/generated/types.js";
import type { StringShape } from "../../model/shape.js";
import { defaultSettings } from "./default-settings.js";
import { describeBranding, newBrandingDocument, withUpdatedBranding } from "./rules.js";

const logo: AssetType = { Category: "FORM_LOGO", ColorMode: "LIGHT", Extension: "PNG", Bytes: "AAAA" };
const dark = { categories: { global: { colorSchemeMode: "DARK" } } };
const invalid = (message: string) => ({ name: "InvalidParameterException", message });
const oneOfTwo = invalid("useCognitoProvidedValues or settings should be specified (but not both)");
const shown = (document: ReturnType<typeof newBrandingDocument>, merged?: boolean) =>
  describeBranding({ id: "b", poolId: "us-east-1_a", document, createdAt: 1_500, modifiedAt: 2_500 }, merged);

test("a style is Cognito's look or settings, never both and never neither", () => {
  for (const request of [
    {},
    { Assets: [logo] },
    { UseCognitoProvidedValues: false },
    { UseCognitoProvidedValues: true, Settings: {} },
  ]) {
    assert.throws(() => newBrandingDocument(request), oneOfTwo);
  }
  assert.deepEqual(newBrandingDocument({ UseCognitoProvidedValues: true, Assets: [logo] }), { assets: [logo] });
  assert.deepEqual(newBrandingDocument({ UseCognitoProvidedValues: false, Settings: dark }), {
    settings: dark,
    assets: [],
  });
});

test("Cognito's look shows no settings unless merged; images are always a list", () => {
  const around = { ManagedLoginBrandingId: "b", UserPoolId: "us-east-1_a", CreationDate: 1.5, LastModifiedDate: 2.5 };
  const provided = newBrandingDocument({ UseCognitoProvidedValues: true });
  assert.deepEqual(shown(provided), { ...around, UseCognitoProvidedValues: true, Assets: [] });
  assert.deepEqual(shown(provided, true), {
    ...around,
    UseCognitoProvidedValues: true,
    Settings: defaultSettings,
    Assets: [],
  });
  const own = newBrandingDocument({ Settings: {}, Assets: [logo] });
  assert.deepEqual(shown(own), { ...around, UseCognitoProvidedValues: false, Settings: {}, Assets: [logo] });
});

test("an update keeps what it does not name, and puts settings over settings", () => {
  const before = newBrandingDocument({ Settings: dark, Assets: [logo] });
  assert.deepEqual(withUpdatedBranding(before, {}), before);
  const Settings = { categories: { global: { spacingDensity: "COMPACT" } } };
  assert.deepEqual(withUpdatedBranding(before, { Settings }).settings, {
    categories: { global: { colorSchemeMode: "DARK", spacingDensity: "COMPACT" } },
  });
  assert.throws(() => withUpdatedBranding(before, { UseCognitoProvidedValues: true, Settings }), oneOfTwo);
});

test("an update goes back to Cognito's look, and from there to settings", () => {
  const before = newBrandingDocument({ Settings: dark, Assets: [logo] });
  const provided = withUpdatedBranding(before, { UseCognitoProvidedValues: true });
  assert.deepEqual(provided, { assets: [] });
  assert.deepEqual(withUpdatedBranding(provided, { Settings: {} }), { settings: {}, assets: [] });
  assert.deepEqual(withUpdatedBranding(provided, { UseCognitoProvidedValues: false }), provided);
});

test("an image takes the place of the one of its category and colour mode, and no other", () => {
  const before = newBrandingDocument({ Settings: {}, Assets: [logo, { ...logo, ColorMode: "DARK" }] });
  const newer: AssetType = { ...logo, Extension: "SVG", Bytes: "BBBB" };
  assert.deepEqual(withUpdatedBranding(before, { Assets: [newer, { ...logo, Category: "PAGE_HEADER_LOGO" }] }).assets, [
    newer,
    { ...logo, ColorMode: "DARK" },
    { ...logo, Category: "PAGE_HEADER_LOGO" },
  ]);
});

test("icons are for the icon of the page only", () => {
  assert.throws(
    () => newBrandingDocument({ Settings: {}, Assets: [{ ...logo, Extension: "ICO" }] }),
    invalid("The extension ICO is not allowed for the asset category FORM_LOGO."),
  );
  const icon: AssetType = { Category: "FAVICON_ICO", ColorMode: "DYNAMIC", Extension: "ICO", Bytes: "AAAA" };
  assert.deepEqual(newBrandingDocument({ Settings: {}, Assets: [icon] }).assets, [icon]);
});

test("a style has forty images, a request two megabytes", () => {
  const categories = (shapes["AssetCategoryType"] as StringShape).enum as AssetType["Category"][];
  const every = (ColorMode: AssetType["ColorMode"]) =>
    categories.map((Category): AssetType => ({ ...logo, Category, ColorMode }));
  const before = newBrandingDocument({ Settings: {}, Assets: [...every("LIGHT"), ...every("DARK")] });
  assert.equal(before.assets.length, 30);
  assert.throws(
    () => withUpdatedBranding(before, { Assets: every("DYNAMIC") }),
    invalid("A managed login style cannot have more than 40 assets."),
  );
  const Assets = every("LIGHT").map((asset) => ({ ...asset, Bytes: "A".repeat(200_000) }));
  assert.throws(
    () => newBrandingDocument({ Settings: {}, Assets }),
    invalid("The settings and assets of a request cannot be larger than 2 MB."),
  );
});
