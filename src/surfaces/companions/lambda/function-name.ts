/** Owns the ways in which callers name a function: by name, partial ARN or ARN, with or without a qualifier. */
import { CompanionException } from "../../protocols/companion.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { text, ValidationException } from "../member-rules.js";
import { InvalidParameterValueException, ResourceNotFoundException } from "./exceptions.js";

const prefix = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?`;
const longestName = 64;

/** The member `FunctionName` of most actions. */
export const functionNameRule = text({
  min: 1,
  max: 256,
  pattern: String.raw`${prefix}([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`,
});

/** The member `Qualifier`. */
export const qualifierRule = text({ min: 1, max: 128, pattern: String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+` });

/** Where functions live. */
export interface FunctionPlace {
  readonly accountId: string;
  readonly region: string;
}

/** Which function, and which version or alias of it. */
export interface FunctionReference extends FunctionPlace {
  readonly name: string;
  readonly qualifier?: string | undefined;
}

const regionShape = /^[a-z]{2,5}(-[a-z]{1,10}){1,3}-[0-9]$/;

/** What a name says that fits `functionNameRule`; parts it leaves out are the caller's. */
export function readFunctionName(given: string, caller: FunctionPlace): FunctionReference {
  const parts = given.split(":");
  if (parts[0] === "arn") parts.splice(0, 3);
  const takeIf = (fits: (part: string) => boolean): string | undefined =>
    parts.length > 1 && fits(parts[0]!) ? parts.shift() : undefined;
  const region = takeIf((part) => part.length <= 32 && regionShape.test(part)) ?? caller.region;
  const accountId = takeIf((part) => /^[0-9]{12}$/.test(part)) ?? caller.accountId;
  takeIf((part) => part === "function");
  const [name = "", qualifier] = parts;
  return { accountId, region, name, qualifier };
}

/** The function that a caller means in his own account and region. Throws in the service's words. */
export function functionReference(
  caller: FunctionPlace & { readonly arn: string },
  given: string,
  asked?: string,
): FunctionReference {
  const found = readFunctionName(given, caller);
  if (found.name.length > longestName) {
    throw new ValidationException(
      `1 validation error detected: Value '${found.name}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to ${longestName}`,
    );
  }
  if (found.region !== caller.region) {
    throw new ResourceNotFoundException(
      `Functions from '${found.region}' are not reachable in this region ('${caller.region}')`,
    );
  }
  if (found.accountId !== caller.accountId) {
    throw new CompanionException(
      "AccessDeniedException",
      `User: ${caller.arn} is not authorized to perform this action on resource: ${functionArn(found)}`,
      403,
    );
  }
  if (asked !== undefined && found.qualifier !== undefined && asked !== found.qualifier) {
    throw new InvalidParameterValueException(
      "The derived qualifier from the function name does not match the specified qualifier.",
    );
  }
  return { ...found, qualifier: found.qualifier ?? asked };
}

/** As `functionReference`, for actions that work on functions as a whole. */
export function unqualifiedReference(
  caller: FunctionPlace & { readonly arn: string },
  given: string,
): FunctionReference {
  const found = functionReference(caller, given);
  if (found.qualifier !== undefined && found.qualifier !== "$LATEST") {
    throw new InvalidParameterValueException(
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    );
  }
  return { ...found, qualifier: undefined };
}

/** The ARN, with the qualifier if there is one. */
export function functionArn({ accountId, region, name, qualifier }: FunctionReference): string {
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${accountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
