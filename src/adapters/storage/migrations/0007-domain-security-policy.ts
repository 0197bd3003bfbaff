/** Migration 7: the security policy of a custom domain. */
import type { Migration } from "./migration.js";

export const domainSecurityPolicy: Migration = {
  version: 7,
  name: "domain security policy",
  statements: ["ALTER TABLE user_pool_domains ADD COLUMN security_policy {text}"],
};
