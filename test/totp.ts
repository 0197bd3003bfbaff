/**
 * What an authenticator does: a secret in base32 becomes the code of a moment. Written apart from the code it tests. And what
 * tests of software tokens begin with.
 */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import {
  AssociateSoftwareTokenCommand,
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
  VerifySoftwareTokenCommand,
  type VerifySoftwareTokenCommandOutput,
} from "./clients.js";
import { type Given, given } from "./self-service.js";
import type { TestWorld } from "./world.js";

/** The code of RFC 6238 (SHA-1, 30 seconds, 6 digits) that an authenticator shows at a time in epoch milliseconds. */
export function totpCode(secret: string, atMs: number): string {
  const steps = Math.floor(atMs / 30_000);
  const message = Buffer.from(steps.toString(16).padStart(16, "0"), "hex");
  const mac = createHmac("sha1", secretOf(secret)).update(message).digest("hex");
  const at = Number.parseInt(mac.slice(-1), 16) * 2;
  const number = Number.parseInt(mac.slice(at, at + 8), 16) % 2 ** 31;
  return number.toString().slice(-6).padStart(6, "0");
}

/** The bytes of a secret. */
export function secretOf(text: string): Buffer {
  const bits = [...text].map((letter) => {
    const value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
    assert.ok(value >= 0, `${letter} is no letter of base32`);
    return value.toString(2).padStart(5, "0");
  });
  const bytes = bits.join("").match(/[01]{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** Gives whoever is signed in an authenticator, with the code of this moment; answers its secret. */
export async function enrolAuthenticator(
  { client, clock }: TestWorld,
  AccessToken: string,
  FriendlyDeviceName?: string,
): Promise<string> {
  const { SecretCode } = await client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  assert.ok(SecretCode);
  const UserCode = totpCode(SecretCode, clock.now());
  await client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName }));
  return SecretCode;
}

/** A pool that takes software tokens, and people in it who set one up. */
export interface GivenTokens extends Given {
  /** Replaces the pool's MFA configuration. */
  configure(mfa: Omit<SetUserPoolMfaConfigCommandInput, "UserPoolId">): Promise<unknown>;
  /** Somebody confirmed and signed in. */
  signedIn(username: string, record?: Readonly<Record<string, string>>): Promise<string>;
  /** A secret to prove. */
  associate(AccessToken: string): Promise<string>;
  verify(AccessToken: string, UserCode: string, FriendlyDeviceName?: string): Promise<VerifySoftwareTokenCommandOutput>;
  /** Sets a token up with the code of this moment; answers its secret. */
  verified(AccessToken: string): Promise<string>;
}

/** Makes the pool; MFA is optional in it, and software tokens are the only factor. */
export async function givenTokens(world: TestWorld): Promise<GivenTokens> {
  const pool = await given(world);
  const self: GivenTokens = {
    ...pool,
    configure: (mfa) => world.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId: pool.poolId, ...mfa })),
    async signedIn(username, record) {
      await pool.confirmed(username, record);
      return pool.accessToken(username);
    },
    async associate(AccessToken) {
      const { SecretCode, Session } = await world.client.send(new AssociateSoftwareTokenCommand({ AccessToken }));
      assert.ok(SecretCode);
      assert.equal(Session, undefined);
      return SecretCode;
    },
    verify: (AccessToken, UserCode, FriendlyDeviceName) =>
      world.client.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode, FriendlyDeviceName })),
    verified: (AccessToken) => enrolAuthenticator(world, AccessToken),
  };
  await self.configure({ MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } });
  return self;
}
