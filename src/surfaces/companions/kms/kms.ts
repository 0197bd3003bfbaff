/**
 * Just enough of KMS: a local store of symmetric keys that really encrypt. Key policies and grants are kept and told; the
 * access keys of the installation decide who may do what.
 */
import { type Companion, type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { jsonSurface } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { tellingLostRaces } from "../lost-race.js";
import { pageTokensOf } from "../page-tokens.js";
import { aliasActions } from "./alias.js";
import { cryptographyActions } from "./cryptography.js";
import { NotAvailableException } from "./exceptions.js";
import { grantActions } from "./grant.js";
import { keyActions } from "./key.js";
import type { KeyNeeds } from "./key-record.js";
import { policyActions } from "./policy.js";
import { rotationActions } from "./rotation.js";
import { tagActions } from "./tag.js";

/** Actions of KMS that need other keys than symmetric ones, or other places to keep them. */
const refused = [
  "ConnectCustomKeyStore",
  "CreateCustomKeyStore",
  "Decapsulate",
  "DeleteCustomKeyStore",
  "DeleteImportedKeyMaterial",
  "DeriveSharedSecret",
  "DescribeCustomKeyStores",
  "DisconnectCustomKeyStore",
  "Encapsulate",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateMac",
  "GetKeyLastUsage",
  "GetParametersForImport",
  "GetPublicKey",
  "ImportKeyMaterial",
  "ListRetirableGrants",
  "ReplicateKey",
  "Sign",
  "UpdateCustomKeyStore",
  "UpdatePrimaryRegion",
  "Verify",
  "VerifyMac",
] as const;

function refusal(name: string): CompanionAction {
  return async () => {
    throw new NotAvailableException(name);
  };
}

/** The companion. */
export function createKms(needs: CompanionNeeds): MountedCompanion {
  const { store, clock, random, keyring } = needs;
  const own: KeyNeeds = { store, clock, random };
  const pages = pageTokensOf(keyring, "kms");
  const companion: Companion = {
    service: "kms",
    actions: tellingLostRaces(
      {
        ...Object.fromEntries(refused.map((name) => [name, refusal(name)])),
        ...keyActions(own, pages),
        ...aliasActions(own, pages),
        ...cryptographyActions(own),
        ...policyActions(own),
        ...rotationActions(own),
        ...tagActions(own),
        ...grantActions(own, pages),
      },
      new CompanionException("ThrottlingException", "Rate exceeded"),
    ),
  };
  return { companion, surface: jsonSurface(needs, companion, "TrentService") };
}
