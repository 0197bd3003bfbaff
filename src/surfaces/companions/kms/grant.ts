/** Grants: kept and told. Like key policies they decide nothing here. */
import type { CompanionAction } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { flag, listOf, mapOf, readInput, required, structure, text } from "../member-rules.js";
import { type PageTokens, resume } from "../page-tokens.js";
import { DryRunOperationException, NotFoundException } from "./exceptions.js";
import {
  arnOf,
  changeKey,
  checkUsable,
  type KeyGrant,
  type KeyNeeds,
  type KeyRecord,
  keyIdRule,
  keyOrThrow,
} from "./key-record.js";
import { invalidMarker, listRules, timeOf } from "./listing.js";

const principalRule = text({ min: 1, max: 256, pattern: String.raw`[\w+=,.@:/-]+` });
const grantIdRule = text({ min: 1, max: 128 });
const contextRule = mapOf(text());
const keyRules = { KeyId: required(keyIdRule) };
const createRules = {
  ...keyRules,
  GranteePrincipal: required(principalRule),
  RetiringPrincipal: principalRule,
  Operations: required(
    listOf(
      text({
        oneOf: [
          "Decrypt",
          "Encrypt",
          "GenerateDataKey",
          "GenerateDataKeyWithoutPlaintext",
          "ReEncryptFrom",
          "ReEncryptTo",
          "Sign",
          "Verify",
          "GetPublicKey",
          "CreateGrant",
          "RetireGrant",
          "DescribeKey",
          "GenerateDataKeyPair",
          "GenerateDataKeyPairWithoutPlaintext",
          "GenerateMac",
          "VerifyMac",
          "DeriveSharedSecret",
        ],
      }),
      { max: 20 },
    ),
  ),
  Constraints: structure({ EncryptionContextSubset: contextRule, EncryptionContextEquals: contextRule }),
  Name: text({ min: 1, max: 256, pattern: "[a-zA-Z0-9:/_-]+" }),
  DryRun: flag,
};
const listGrantRules = { ...keyRules, ...listRules, GrantId: grantIdRule, GranteePrincipal: principalRule };
const revokeRules = { ...keyRules, GrantId: required(grantIdRule), DryRun: flag };

/** The actions. */
export function grantActions(needs: KeyNeeds, pages: PageTokens): Readonly<Record<string, CompanionAction>> {
  const { store, clock, random } = needs;
  const shown = (record: KeyRecord, grant: KeyGrant) => ({
    ...grant,
    KeyId: arnOf(record),
    CreationDate: timeOf(grant.CreationDate),
    IssuingAccount: `arn:${partitionOf(record.region)}:iam::${record.accountId}:root`,
  });
  const remove: CompanionAction = async (caller, input) => {
    const { KeyId, GrantId, DryRun } = readInput(revokeRules, input);
    await changeKey(needs, caller, KeyId, ({ value }) => {
      const grants = value.grants.filter((grant) => grant.GrantId !== GrantId);
      if (grants.length === value.grants.length) throw new NotFoundException(`Grant ID ${GrantId} not found`);
      if (DryRun === true) throw new DryRunOperationException();
      return { ...value, grants };
    });
    return {};
  };

  return {
    /** A name makes it idempotent: the same grant under the same name is answered again. */
    async CreateGrant(caller, input) {
      const { KeyId, DryRun, ...asked } = readInput(createRules, input);
      const GrantId = random.bytes(32).toString("hex");
      const wanted = JSON.stringify(asked);
      let answered = GrantId;
      await changeKey(needs, caller, KeyId, (record) => {
        checkUsable(record);
        if (DryRun === true) throw new DryRunOperationException();
        const { value } = record;
        const same = value.grants.find(
          ({ GrantId: _id, CreationDate: _date, ...grant }) =>
            asked.Name !== undefined && JSON.stringify(grant) === wanted,
        );
        answered = same?.GrantId ?? GrantId;
        if (same !== undefined) return value;
        return { ...value, grants: [...value.grants, { ...asked, GrantId, CreationDate: clock.now() }] };
      });
      return { GrantId: answered, GrantToken: Buffer.from(answered, "hex").toString("base64") };
    },
    async ListGrants(caller, input) {
      const { KeyId, Limit = 50, Marker, GrantId, GranteePrincipal } = readInput(listGrantRules, input);
      const record = await keyOrThrow(needs, store, caller, KeyId);
      const listing = `kms/grant/${record.name}`;
      const after = resume(pages, caller, listing, Marker, invalidMarker);
      const found = record.value.grants.filter(
        (grant) =>
          (GrantId === undefined || grant.GrantId === GrantId) &&
          (GranteePrincipal === undefined || grant.GranteePrincipal === GranteePrincipal),
      );
      const first = after === undefined ? 0 : found.findIndex((grant) => grant.GrantId === after) + 1;
      const page = found.slice(first, first + Limit);
      const NextMarker = pages.seal(caller, listing, first + Limit < found.length ? page.at(-1)?.GrantId : undefined);
      return {
        Grants: page.map((grant) => shown(record, grant)),
        ...(NextMarker !== undefined && { NextMarker }),
        Truncated: NextMarker !== undefined,
      };
    },
    RevokeGrant: remove,
    RetireGrant: remove,
  };
}
