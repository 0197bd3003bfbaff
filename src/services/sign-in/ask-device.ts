/** Owns asking a remembered device to prove itself. Its answers are `device-step.ts`. */
import type { Progress } from "../../domain/challenge/progress.js";
import type { User } from "../../domain/user.js";
import type { Tables } from "../../ports/store.js";
import type { ChallengeStateKey } from "../../ports/tables/challenge-states.js";
import type { SignInAnswer, SignInCall, SignInParts } from "./call.js";
import { carry } from "./carrying.js";

/** A challenge, and what must be stored with it. */
export interface Asked {
  readonly answer: SignInAnswer;
  readonly store: (tx: Tables) => Promise<void>;
}

/** DEVICE_SRP_AUTH for the device that the sign-in speaks for. */
export function askDevice(
  parts: SignInParts,
  call: SignInCall,
  { user, progress }: { readonly user: User; readonly progress: Progress },
): Asked {
  const deviceKey = progress.deviceKey ?? "";
  const carrier = carry(parts, call, user.sub, "DEVICE_SRP_AUTH", progress);
  return {
    answer: {
      ChallengeName: "DEVICE_SRP_AUTH",
      Session: carrier.text,
      ChallengeParameters: { USERNAME: user.username, DEVICE_KEY: deviceKey },
    },
    store: async (tx) => {
      await carrier.store(tx);
      // Some clients (pycognito) answer without the Session: it waits for whoever names this user, client and device.
      // From the same address only: whoever has a copy of the device must not go on where its owner showed the password.
      const waiting = waitingDevice(call, user.sub, deviceKey);
      await tx.challengeStates.take(waiting, 0);
      await tx.challengeStates.insert({ ...waiting, content: carrier.text, expiresAt: carrier.expiresAt });
    },
  };
}

/** Where the Session of a device's sign-in waits. */
export function waitingDevice({ pool, client, origin }: SignInCall, sub: string, deviceKey: string): ChallengeStateKey {
  return {
    id: `device ${client.id} ${sub} ${deviceKey} ${origin.ipAddress}`,
    poolId: pool.id,
    sub,
    purpose: "device-sign-in",
  };
}
