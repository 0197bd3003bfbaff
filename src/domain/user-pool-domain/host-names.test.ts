import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserPoolDomain } from "../user-pool-domain.js";
import { domainsNamedBy, pagesUrl } from "./host-names.js";

const prefixOf = (host: string, publicUrl?: string) =>
  domainsNamedBy(host, publicUrl).find(({ kind }) => kind === "prefix")?.domain;

for (const [host, publicUrl, prefix] of [
  ["shop.auth.eu-north-1.amazoncognito.com", undefined, "shop"],
  ["shop.id.example.com", "https://id.example.com:8443", "shop"],
  ["shop.localhost", undefined, "shop"],
  ["shop.localhost", "http://127.0.0.1:9229", "shop"],
  ["shop.localhost", "https://id.example.com", undefined],
  ["a.shop.id.example.com", "https://id.example.com", undefined],
  ["id.example.com", "https://id.example.com", undefined],
  ["shop", undefined, undefined],
  ["shop.auth.eu-north-1.amazoncognito.com.evil.example", undefined, undefined],
] as const) {
  test(`${host} at ${publicUrl ?? "a server of this machine"} names ${prefix ?? "no prefix"}`, () =>
    assert.equal(prefixOf(host, publicUrl), prefix));
}

const domain = (name: string, kind: "custom" | "prefix"): UserPoolDomain => ({
  domain: name,
  kind,
  poolId: "pool",
  configurationVersion: "20260101000000",
  cloudFrontDistribution: "d.cloudfront.net",
  createdAt: 0,
});

for (const [publicUrl, domains, expected] of [
  ["https://id.example.com", [], "https://id.example.com"],
  ["https://id.example.com", [domain("shop", "prefix")], "https://id.example.com"],
  ["https://id.example.com", [domain("shop", "prefix"), domain("auth.shop.com", "custom")], "https://auth.shop.com"],
  ["https://id.example.com:8443/idp", [domain("auth.shop.com", "custom")], "https://auth.shop.com:8443"],
  ["http://127.0.0.1:9229", [domain("auth.shop.com", "custom")], "http://127.0.0.1:9229"],
  ["http://[::1]:9229", [domain("auth.shop.com", "custom")], "http://[::1]:9229"],
  ["http://localhost:9229", [domain("auth.localhost", "custom")], "http://auth.localhost:9229"],
] as const) {
  test(`pages of a pool with ${domains.length} domains at ${publicUrl} are at ${expected}`, () =>
    assert.equal(pagesUrl(publicUrl, domains), expected));
}
