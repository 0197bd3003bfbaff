/**
 * The client's half of SRP, as cheap as it can be made, because it shares the cores with the server: native exponentiation in
 * threads, one secret for all sign-ins, and each user's g^x computed once.
 */

import { randomBytes } from "node:crypto";
import { createPublicKeyWork } from "../src/adapters/crypto/public-key-work.js";
import {
  claimSignature,
  passwordExponent,
  SRP_GENERATOR,
  SRP_MULTIPLIER,
  SRP_PRIME,
  scramblingParameter,
  sessionKey,
  userSrpIdentity,
} from "../src/domain/password/srp.js";

/** Answers challenges. */
export interface SrpCaller {
  /** SRP_A. */
  readonly publicValue: string;
  /** The ChallengeResponses for a challenge. */
  answer(challenge: Readonly<Record<string, string>>, password: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const N = numberOf(SRP_PRIME);
const k = numberOf(SRP_MULTIPLIER);

/** A caller for the users of one pool. */
export async function srpCaller(userPoolId: string): Promise<SrpCaller> {
  const work = createPublicKeyWork({ prepareAfterMs: 3_600_000 });
  const secret = randomBytes(32);
  const clientPublic = await work.modPow(SRP_GENERATOR, secret);
  const known = new Map<string, { readonly x: bigint; readonly multiple: bigint }>();
  return {
    publicValue: clientPublic.toString("hex"),
    async answer({ SALT = "", SRP_B = "", SECRET_BLOCK = "", USER_ID_FOR_SRP = "" }, password) {
      const identity = userSrpIdentity(userPoolId, USER_ID_FOR_SRP);
      let user = known.get(USER_ID_FOR_SRP);
      if (user === undefined) {
        const exponent = passwordExponent(identity, password, bytesOf(SALT));
        const multiple = (k * numberOf(await work.modPow(SRP_GENERATOR, exponent))) % N;
        user = { x: numberOf(exponent), multiple };
        known.set(USER_ID_FOR_SRP, user);
      }
      const serverPublic = bytesOf(SRP_B);
      const u = scramblingParameter(clientPublic, serverPublic);
      if (u === undefined) throw new Error("The server's public value cannot be used.");
      const base = (numberOf(serverPublic) - user.multiple + N) % N;
      const exponent = numberOf(secret) + numberOf(u) * user.x;
      const shared = await work.modPow(bytesOf(base.toString(16)), bytesOf(exponent.toString(16)));
      const timestamp = claimTimestamp(new Date());
      const signature = claimSignature(identity, sessionKey(u, shared), Buffer.from(SECRET_BLOCK, "base64"), timestamp);
      return {
        USERNAME: USER_ID_FOR_SRP,
        PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
        PASSWORD_CLAIM_SIGNATURE: signature.toString("base64"),
        TIMESTAMP: timestamp,
      };
    },
    close: () => work.close(),
  };
}

/** `Thu Jan 1 00:00:00 UTC 1970`. */
function claimTimestamp(at: Date): string {
  const [weekday, day, month, year, time] = at.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}
