/** Owns finding out whose devices a call is about, by token or by name, and refusing pools that track none. */
import type { User } from "../../domain/user.js";
import { requireDeviceTracking } from "../../domain/user-pool/device-configuration.js";
import type { UserPool } from "../../domain/user-pool.js";
import {
  InvalidParameterException,
  ResourceNotFoundException,
  UserNotFoundException,
} from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import { userPoolOrThrow } from "../configuration.js";
import { userOrThrow } from "../directories/user-directory.js";
import type { AccessTokens, AuthorisedUser } from "../tokens/access-tokens.js";

/** The user behind an access token; the model leaves the token out of some operations that cannot do without it. */
export async function ownerOfToken(
  accessTokens: AccessTokens,
  accessToken: string | undefined,
): Promise<AuthorisedUser> {
  if (accessToken === undefined) throw new InvalidParameterException("Missing required parameter AccessToken");
  const authorised = await accessTokens.authorise(accessToken);
  requireDeviceTracking(authorised.pool);
  return authorised;
}

/** The user whom an administrator names. */
export async function ownerOfName(
  tables: Pick<Tables, "userPools" | "users">,
  { UserPoolId, Username }: { readonly UserPoolId: string; readonly Username: string },
): Promise<{ pool: UserPool; user: User }> {
  const pool = await userPoolOrThrow(tables, UserPoolId);
  requireDeviceTracking(pool);
  return { pool, user: await userOrThrow(tables, pool, Username) };
}

/** The same for reading, where the model knows no UserNotFoundException: of somebody who is not there nothing is found. */
export async function readableOwner(
  tables: Pick<Tables, "userPools" | "users">,
  named: { readonly UserPoolId: string; readonly Username: string },
): Promise<{ pool: UserPool; user: User }> {
  try {
    return await ownerOfName(tables, named);
  } catch (error) {
    throw error instanceof UserNotFoundException ? new ResourceNotFoundException(error.message) : error;
  }
}
