/** Owns reading the free-form parameters of a sign-in and the words when one is missing. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";

/** AuthParameters or ChallengeResponses. */
export type Parameters = Readonly<Record<string, string>>;

/** The parameter, or Cognito's complaint; an empty one counts as missing. */
export function requiredParameter(parameters: Parameters | undefined, name: string): string {
  const value = optionalParameter(parameters, name);
  if (value === undefined) throw new InvalidParameterException(`Missing required parameter ${name}`);
  return value;
}

/** The parameter if it was sent with a value. */
export function optionalParameter(parameters: Parameters | undefined, name: string): string | undefined {
  return parameters !== undefined && Object.hasOwn(parameters, name) ? parameters[name] || undefined : undefined;
}
