/**
 * Owns the server's side of an SRP proof across two requests: what the first answers, and whether the second proves the
 * password. Everything in between travels in SECRET_BLOCK, sealed, so any node can judge; that a block is good for one
 * success is a consumed mark. The arithmetic is `domain/password/srp.ts`.
 *
 * Three exponentiations per sign-in: g^b now, v^u and (A v^u)^b later. B itself is not needed later, only its hash u.
 */

import { authSessionSeconds } from "../../domain/app-client/in-force.js";
import {
  claimSignature,
  parseClientPublicValue,
  SRP_GENERATOR,
  type SrpIdentity,
  scramblingParameter,
  serverPublicValue,
  sessionKey,
  sharedSecretBase,
  signatureMatches,
  toWireHex,
} from "../../domain/password/srp.js";
import { isClaimTimestampFresh, parseClaimTimestamp } from "../../domain/password/srp-timestamp.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { PublicKeyWork } from "../../ports/public-key-work.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import { expiredSession, type SessionOwner, usedSession } from "../challenge-sessions.js";

/** What the first answer tells the client. */
export interface SrpOffer {
  readonly SALT: string;
  readonly SECRET_BLOCK: string;
  readonly SRP_B: string;
}

/** Who is to prove something: a user a password, or a device its secret. */
export interface SrpProver {
  /** A block of one kind opens for no proof of the other (T-11). */
  readonly kind: "password" | "device";
  readonly sub: string;
  readonly identity: SrpIdentity;
  /** Salt and verifier as stored, or as made up; computed only where they are needed. */
  readonly srpSecrets: () => { readonly salt: Buffer; readonly verifier: Buffer };
  /** False for somebody made up, whom no claim proves. */
  readonly isReal: boolean;
}

/** What a SECRET_BLOCK holds; binary members in base64url. */
export interface OpenedBlock {
  readonly id: string;
  readonly sub: string;
  readonly clientPublic: string;
  readonly serverSecret: string;
  readonly scrambling: string;
  readonly expiresAt: number;
  /** The Session it was handed out with, in flows that have one. */
  readonly sessionId?: string | undefined;
  /** A Session itself, where clients may answer with nothing but the block. */
  readonly session?: string | undefined;
}

export interface SrpProofs {
  /** Begins a proof. InvalidParameterException for a public value that would prove nothing (T-04). */
  offer(
    owner: SessionOwner,
    prover: SrpProver,
    clientPublicHex: string,
    tie?: Pick<OpenedBlock, "sessionId" | "session">,
  ): Promise<SrpOffer>;
  /** The block behind the text; undefined when it was not made here for this client. Refuses one past its end. */
  open(owner: SessionOwner, kind: SrpProver["kind"], secretBlock: string): OpenedBlock | undefined;
  /** Refuses a TIMESTAMP of another form, or too far from now. */
  checkTimestamp(timestamp: string): void;
  /** Whether the claim proves the secret. Costs the same for somebody made up. */
  proves(
    prover: SrpProver,
    block: OpenedBlock,
    claim: { readonly secretBlock: string; readonly signature: string; readonly timestamp: string },
  ): Promise<boolean>;
  /** Uses the block up in the transaction of its effect; refuses every caller but one. */
  consume(tx: Pick<Tables, "consumedMarks">, block: OpenedBlock): Promise<void>;
}

const purposes = { password: "srp-secret-block", device: "device-secret-block" } as const;

const scopeOf = ({ pool, client }: SessionOwner, kind: SrpProver["kind"]) => ({
  purpose: purposes[kind],
  poolId: pool.id,
  subject: client.id,
});

const serverSecretBytes = 32;

/** Makes the server's side of SRP proofs. */
export function createSrpProofs(needs: {
  clock: Clock;
  random: Random;
  keyring: Keyring;
  publicKeyWork: PublicKeyWork;
  /** In development mode, where `clock` can be moved: the clock that clients on this machine go by. */
  machineClock?: Clock | undefined;
}): SrpProofs {
  const { clock, random, keyring, publicKeyWork, machineClock } = needs;
  return {
    async offer(owner, prover, clientPublicHex, tie = {}) {
      const clientPublic = parseClientPublicValue(clientPublicHex);
      if (clientPublic === undefined) throw new InvalidParameterException("Invalid value for parameter SRP_A");
      const serverSecret = random.bytes(serverSecretBytes);
      const generatorToB = await publicKeyWork.modPow(SRP_GENERATOR, serverSecret);
      const { salt, verifier } = prover.srpSecrets();
      const serverPublic = serverPublicValue(verifier, generatorToB);
      const scrambling = scramblingParameter(clientPublic, serverPublic);
      if (scrambling === undefined) throw new InvalidParameterException("Invalid value for parameter SRP_A");
      const block: OpenedBlock = {
        id: random.bytes(16).toString("base64url"),
        sub: prover.sub,
        clientPublic: clientPublic.toString("base64url"),
        serverSecret: serverSecret.toString("base64url"),
        scrambling: scrambling.toString("base64url"),
        expiresAt: clock.now() + authSessionSeconds(owner.client) * 1000,
        ...tie,
      };
      return {
        SALT: salt.toString("hex"),
        SECRET_BLOCK: keyring.sealText(scopeOf(owner, prover.kind), block, "base64"),
        SRP_B: toWireHex(serverPublic),
      };
    },

    open(owner, kind, secretBlock) {
      const block = keyring.openText<OpenedBlock>(scopeOf(owner, kind), secretBlock, "base64");
      if (block !== undefined && block.expiresAt <= clock.now()) throw expiredSession();
      return block;
    },

    checkTimestamp(timestamp) {
      const claimedAt = parseClaimTimestamp(timestamp);
      if (claimedAt === undefined) {
        throw new InvalidParameterException("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
      }
      const nows = [clock.now(), machineClock?.now()];
      if (!nows.some((now) => now !== undefined && isClaimTimestampFresh(claimedAt, now))) throw expiredSession();
    },

    async proves(prover, block, { secretBlock, signature, timestamp }) {
      const clientPublic = Buffer.from(block.clientPublic, "base64url");
      const scrambling = Buffer.from(block.scrambling, "base64url");
      const verifierToU = await publicKeyWork.modPow(prover.srpSecrets().verifier, scrambling);
      const base = sharedSecretBase(clientPublic, verifierToU);
      const sharedSecret = await publicKeyWork.modPow(base, Buffer.from(block.serverSecret, "base64url"));
      const expected = claimSignature(
        prover.identity,
        sessionKey(scrambling, sharedSecret),
        Buffer.from(secretBlock, "base64"),
        timestamp,
      );
      return signatureMatches(expected, signature) && prover.isReal;
    },

    async consume(tx, block) {
      if (!(await tx.consumedMarks.consume(`srp-secret-block ${block.id}`, block.expiresAt))) throw usedSession();
    },
  };
}
