/** Resource policies: who may invoke a function, or a version or alias of it. */

import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { flag, type Read, readInput, required, text } from "../member-rules.js";
import {
  checkRevision,
  InvalidParameterValueException,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
} from "./exceptions.js";
import {
  type FunctionReference,
  functionArn,
  functionNameRule,
  functionReference,
  qualifierRule,
} from "./function-name.js";
import { functionOrThrow, type PolicyStatement, versionOrThrow } from "./function-record.js";
import type { LambdaNeeds } from "./lambda.js";

const qualifiedRules = { FunctionName: required(functionNameRule), Qualifier: qualifierRule };
const revisionRule = text({ max: 128 });
const addRules = {
  ...qualifiedRules,
  StatementId: required(text({ min: 1, max: 100, pattern: "([a-zA-Z0-9-_]+)" })),
  Action: required(text({ max: 10_000, pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" })),
  Principal: required(text({ max: 2048, pattern: String.raw`[\S]+` })),
  SourceArn: text({
    max: 10_000,
    pattern: String.raw`arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`,
  }),
  FunctionUrlAuthType: text({ oneOf: ["NONE", "AWS_IAM"] }),
  InvokedViaFunctionUrl: flag,
  SourceAccount: text({ max: 12, pattern: String.raw`\d{12}` }),
  EventSourceToken: text({ max: 256, pattern: String.raw`[a-zA-Z0-9._\-]+` }),
  RevisionId: revisionRule,
  PrincipalOrgID: text({ min: 12, max: 34, pattern: "o-[a-z0-9]{10,32}" }),
};
const removeRules = {
  ...qualifiedRules,
  StatementId: required(text({ min: 1, max: 100, pattern: "([a-zA-Z0-9-_.]+)" })),
  RevisionId: revisionRule,
};
/** As Lambda limits a resource policy. */
const maxPolicy = 20_480;

/** The actions. */
export function permissionActions({ store, random }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  return {
    async AddPermission(caller, input) {
      const asked = readInput(addRules, input);
      const of = functionReference(caller, asked.FunctionName, asked.Qualifier);
      if (of.qualifier === "$LATEST") {
        throw new InvalidParameterValueException("We currently do not support adding policies for $LATEST.");
      }
      const statement = statementOf(of, asked);
      await store.transaction(async (tx) => {
        const { record } = await versionOrThrow(tx, of);
        const { policies } = record.value;
        const policy = ownPolicy(policies, of);
        if (policy === undefined && asked.RevisionId !== undefined) throw new PreconditionFailedException();
        if (policy !== undefined) checkRevision(asked.RevisionId, policy.revisionId);
        const statements = [...(policy?.statements ?? []), statement];
        if (policy?.statements.some(({ Sid }) => Sid === statement.Sid)) {
          throw new ResourceConflictException(
            `The statement id (${statement.Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          );
        }
        checkLength(statements);
        const changed = { ...policies, [of.qualifier ?? ""]: { revisionId: random.uuid(), statements } };
        await tx.companionRecords.update({ ...record, value: { ...record.value, policies: changed } });
      });
      return { Statement: JSON.stringify(statement) };
    },

    async RemovePermission(caller, input) {
      const { FunctionName, Qualifier, StatementId, RevisionId } = readInput(removeRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      await store.transaction(async (tx) => {
        const record = await functionOrThrow(tx, of);
        const policy = ownPolicy(record.value.policies, of);
        if (policy === undefined)
          throw new ResourceNotFoundException("No policy is associated with the given resource.");
        checkRevision(RevisionId, policy.revisionId);
        const statements = policy.statements.filter(({ Sid }) => Sid !== StatementId);
        if (statements.length === policy.statements.length) {
          throw new ResourceNotFoundException(`Statement ${StatementId} is not found in resource policy.`);
        }
        const { [of.qualifier ?? ""]: _before, ...others } = record.value.policies;
        const own = { revisionId: random.uuid(), statements };
        const policies = statements.length === 0 ? others : { ...others, [of.qualifier ?? ""]: own };
        await tx.companionRecords.update({ ...record, value: { ...record.value, policies } });
      });
      return {};
    },

    async GetPolicy(caller, input) {
      const { FunctionName, Qualifier } = readInput(qualifiedRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      const { record } = await versionOrThrow(store, of);
      const policy = ownPolicy(record.value.policies, of);
      if (policy === undefined) throw new ResourceNotFoundException("The resource you requested does not exist.");
      const document = { Version: "2012-10-17", Id: "default", Statement: policy.statements };
      return { Policy: JSON.stringify(document), RevisionId: policy.revisionId };
    },
  };
}

function checkLength(statements: readonly PolicyStatement[]): void {
  const size = JSON.stringify(statements).length;
  if (size <= maxPolicy) return;
  throw new CompanionException(
    "PolicyLengthExceededException",
    `The final policy size (${size}) is bigger than the limit (${maxPolicy}).`,
  );
}

function ownPolicy<T>(policies: Readonly<Record<string, T>>, { qualifier = "" }: FunctionReference): T | undefined {
  return Object.hasOwn(policies, qualifier) ? policies[qualifier] : undefined;
}

function statementOf(of: FunctionReference, asked: Read<typeof addRules>): PolicyStatement {
  const { SourceArn, SourceAccount, FunctionUrlAuthType, EventSourceToken, PrincipalOrgID } = asked;
  const equals = {
    ...(SourceAccount !== undefined && { "AWS:SourceAccount": SourceAccount }),
    ...(FunctionUrlAuthType !== undefined && { "lambda:FunctionUrlAuthType": FunctionUrlAuthType }),
    ...(EventSourceToken !== undefined && { "lambda:EventSourceToken": EventSourceToken }),
    ...(PrincipalOrgID !== undefined && { "aws:PrincipalOrgID": PrincipalOrgID }),
  };
  const Condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(SourceArn !== undefined && { ArnLike: { "AWS:SourceArn": SourceArn } }),
    ...(asked.InvokedViaFunctionUrl !== undefined && {
      Bool: { "lambda:InvokedViaFunctionUrl": String(asked.InvokedViaFunctionUrl) },
    }),
  };
  return {
    Sid: asked.StatementId,
    Effect: "Allow",
    Principal: principalOf(of, asked.Principal),
    Action: asked.Action,
    Resource: functionArn(of),
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
}

/** A service, an account, a principal's ARN, or everyone. */
function principalOf({ region }: FunctionReference, given: string): PolicyStatement["Principal"] {
  if (given === "*") return "*";
  if (/^[0-9]{12}$/.test(given)) return { AWS: `arn:${partitionOf(region)}:iam::${given}:root` };
  if (/^arn:aws[a-z-]{0,16}:(iam|sts)::[0-9]{12}:\S{1,1024}$/.test(given)) return { AWS: given };
  if (/^[a-z0-9.-]{1,128}\.(amazonaws\.com(\.cn)?|amazon\.com)$/.test(given)) return { Service: given };
  throw new InvalidParameterValueException(
    "The provided principal was invalid. Please check the principal and try again.",
  );
}
