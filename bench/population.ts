/** Who lives in a measured pool: names, addresses and the password are functions of a number, so nothing has to be handed on. */

/** The password of everybody who can sign in. */
export const password = "Corr3ct-Horse";

/** Users with a verifier of their own, spread evenly over the pool; the others only fill the tables. */
export const signers = 200;

/** A pool that is ready to be measured. */
export interface Population {
  readonly users: number;
  readonly userPoolId: string;
  readonly clientId: string;
}

export const usernameOf = (index: number): string => `user-${String(index).padStart(7, "0")}`;
export const emailOf = (index: number): string => `${usernameOf(index)}@example.com`;

/** The attributes of a user, as pairs. */
export function attributesOf(index: number): readonly (readonly [name: string, value: string])[] {
  return [
    ["email", emailOf(index)],
    ["email_verified", "true"],
    ["given_name", `Given ${index}`],
    ["family_name", `Family ${index % 997}`],
  ];
}

/** Whether this user has a verifier of its own. */
export function canSignIn(index: number, users: number): boolean {
  const stride = Math.max(1, Math.floor(users / signers));
  return index % stride === 0 && index / stride < signers;
}

/** The index of the n-th user who can sign in. */
export function signer(n: number, users: number): number {
  return (n % Math.min(signers, users)) * Math.max(1, Math.floor(users / signers));
}

/** A user anywhere in the pool; neighbouring numbers lead far apart, so that no page of the store serves them all. */
export function anybody(n: number, users: number): number {
  return (n * 7919) % users;
}

/** CreateUserPool's and CreateUserPoolClient's input, for every server alike. */
export const poolInput = {
  PoolName: "bench",
  AutoVerifiedAttributes: ["email"],
  Policies: { PasswordPolicy: { MinimumLength: 8 } },
};

export const clientInput = {
  ClientName: "bench",
  ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
};
