/** Key policies: kept and told. Who may use a key, the access keys of the installation decide. */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { flag, readInput, required, text } from "../member-rules.js";
import { NotFoundException } from "./exceptions.js";
import { changeKey, checkNotPending, type KeyNeeds, type KeyPlace, keyIdRule, keyOrThrow } from "./key-record.js";
import { listRules } from "./listing.js";

/** The member `Policy`. */
export const policyRule = text({ min: 1, max: 131_072 });
/** There is one policy for each key, and this is its name. */
const onlyName = "default";

const nameRules = { KeyId: required(keyIdRule), PolicyName: text({ min: 1, max: 128, pattern: String.raw`[\w]+` }) };
const putRules = { ...nameRules, Policy: required(policyRule), BypassPolicyLockoutSafetyCheck: flag };
const namesRules = { KeyId: required(keyIdRule), ...listRules };

/** What a key has that was made without a policy. */
export function defaultPolicy({ accountId, region }: KeyPlace): string {
  const statement = {
    Sid: "Enable IAM User Permissions",
    Effect: "Allow",
    Principal: { AWS: `arn:${partitionOf(region)}:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  };
  return JSON.stringify({ Version: "2012-10-17", Id: "key-default-1", Statement: [statement] }, undefined, 2);
}

/** Throws MalformedPolicyDocumentException unless the text has the form of a policy. */
export function checkPolicy(policy: string): void {
  const malformed = new CompanionException("MalformedPolicyDocumentException", "The key policy is not well formed.");
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw malformed;
  }
  if (typeof document !== "object" || document === null) throw malformed;
  const { Statement } = document as { Statement?: unknown };
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  const isStatement = (one: unknown): boolean =>
    typeof one === "object" &&
    one !== null &&
    ("Principal" in one || "NotPrincipal" in one) &&
    ("Action" in one || "NotAction" in one) &&
    ["Allow", "Deny"].includes(String((one as { Effect?: unknown }).Effect));
  if (statements.length === 0 || !statements.every(isStatement)) throw malformed;
}

/** The actions. */
export function policyActions(needs: KeyNeeds): Readonly<Record<string, CompanionAction>> {
  const checkName = (name = onlyName): void => {
    if (name !== onlyName) throw new NotFoundException("No such policy exists");
  };
  return {
    async PutKeyPolicy(caller, input) {
      const { KeyId, PolicyName, Policy } = readInput(putRules, input);
      checkName(PolicyName);
      checkPolicy(Policy);
      await changeKey(needs, caller, KeyId, (record) => {
        checkNotPending(record);
        return { ...record.value, policy: Policy };
      });
      return {};
    },
    async GetKeyPolicy(caller, input) {
      const { KeyId, PolicyName } = readInput(nameRules, input);
      const { value } = await keyOrThrow(needs, needs.store, caller, KeyId);
      checkName(PolicyName);
      return { Policy: value.policy, PolicyName: onlyName };
    },
    async ListKeyPolicies(caller, input) {
      await keyOrThrow(needs, needs.store, caller, readInput(namesRules, input).KeyId);
      return { PolicyNames: [onlyName], Truncated: false };
    },
  };
}
