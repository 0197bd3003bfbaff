/**
 * Owns ids that the owner of a pool or an app client asks for, so that applications and import lines can hold them in
 * advance. Cognito chooses every id itself; this is an addition of Poolhouse. Asked by a tag of the pool,
 *
 * - `poolhouse:id` = the id of the pool (its region, `_`, letters and digits),
 * - `poolhouse:client-id:<ClientName>` = the id of the pool's app client of that name,
 *
 * or by the metadata of a template, which arrives as the wish of the request.
 */
import { InvalidParameterException } from "../model/generated/exceptions.js";

const poolTag = "poolhouse:id";
const clientTag = "poolhouse:client-id:";

/** The id that a new pool is to have; undefined when nobody asks. Throws InvalidParameterException. */
export function askedPoolId(
  wish: string | undefined,
  tags: Readonly<Record<string, string | undefined>> | undefined,
  region: string,
): string | undefined {
  const id = wish ?? ownMember(tags, poolTag);
  if (id === undefined) return undefined;
  const prefix = `${region}_`;
  // Lengths of the published model; the region is part of every ARN and issuer.
  if (id.length <= 55 && id.startsWith(prefix) && /^[0-9a-zA-Z]+$/.test(id.slice(prefix.length))) return id;
  throw new InvalidParameterException(
    `The id ${id.slice(0, 64)} cannot be given: it must be ${prefix} and letters or digits, 55 characters at most.`,
  );
}

/** The id that a new app client is to have; undefined when nobody asks. Throws InvalidParameterException. */
export function askedClientId(
  wish: string | undefined,
  tags: Readonly<Record<string, string | undefined>>,
  clientName: string,
): string | undefined {
  const id = wish ?? ownMember(tags, `${clientTag}${clientName}`);
  if (id === undefined) return undefined;
  if (id.length <= 128 && /^[\w+]+$/.test(id)) return id;
  throw new InvalidParameterException(
    `The client id ${id.slice(0, 64)} cannot be given: it must be letters, digits, _ or +, 128 characters at most.`,
  );
}

/** The refusal of an id that something else has already. */
export function idIsTaken(id: string): InvalidParameterException {
  return new InvalidParameterException(`The id ${id} is taken.`);
}

/** Tags come from outside: `constructor` is no tag (T-36). */
function ownMember(tags: Readonly<Record<string, string | undefined>> | undefined, name: string): string | undefined {
  return tags !== undefined && Object.hasOwn(tags, name) ? tags[name] : undefined;
}
