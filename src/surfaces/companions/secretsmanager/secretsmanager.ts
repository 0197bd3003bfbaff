/** Just enough of Secrets Manager: secrets with versions and stages. Rotation, replicas and policies are not here. */
import type { Companion } from "../../protocols/companion.js";
import { jsonSurface } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { pageTokensOf } from "../page-tokens.js";
import { getRandomPassword } from "./random-password.js";
import {
  describeSecret,
  getResourcePolicy,
  listSecrets,
  listSecretVersionIds,
  tagResource,
  untagResource,
} from "./secret-description.js";
import { createSecret, deleteSecret, restoreSecret, updateSecret } from "./secret-life.js";
import { createSecretStore } from "./secret-store.js";
import { getSecretValue, putSecretValue } from "./secret-value.js";

/** The service. */
export function createSecretsManager(needs: CompanionNeeds): MountedCompanion {
  const { store, clock, random, keyring } = needs;
  const secrets = createSecretStore(store, clock);
  const over = { secrets, clock, random };
  const companion: Companion = {
    service: "secretsmanager",
    actions: {
      CreateSecret: createSecret(over),
      UpdateSecret: updateSecret(over),
      DeleteSecret: deleteSecret(over),
      RestoreSecret: restoreSecret(over),
      GetSecretValue: getSecretValue(secrets),
      PutSecretValue: putSecretValue(secrets, clock, random),
      DescribeSecret: describeSecret(over),
      ListSecrets: listSecrets(over, pageTokensOf(keyring, "secretsmanager")),
      ListSecretVersionIds: listSecretVersionIds(over),
      GetResourcePolicy: getResourcePolicy(over),
      TagResource: tagResource(over),
      UntagResource: untagResource(over),
      GetRandomPassword: getRandomPassword(random),
    },
  };
  return { companion, surface: jsonSurface(needs, companion, "secretsmanager") };
}
