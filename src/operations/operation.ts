/**
 * Owns what an operation is: a name of the published model, and a function from dependencies and validated input to the
 * wire form of the answer. It also owns the loud placeholder for operations that are not written yet.
 */

import { FrameworkException } from "../model/exceptions.js";
import type { OperationName } from "../model/generated/operations.js";
import type { OperationInputs, OperationOutputs } from "../model/generated/types.js";
import type { Clock } from "../ports/clock.js";
import type { Keyring } from "../ports/keyring.js";
import type { PublicKeyWork } from "../ports/public-key-work.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import type { Authentication } from "../services/authentication.js";
import type { CodeBook } from "../services/codes.js";
import type { AuthEventLog } from "../services/events/auth-events.js";
import type { LogEntryBook } from "../services/events/log-entries.js";
import type { DeviceRegister } from "../services/factors/devices.js";
import type { Passkeys } from "../services/factors/passkeys.js";
import type { HourlyLimits } from "../services/hourly-limits.js";
import type { MessageDesk } from "../services/messages/message-desk.js";
import type { Paging } from "../services/paging.js";
import type { Passwords } from "../services/passwords.js";
import type { RequestRates } from "../services/request-rates.js";
import type { ThreatProtection } from "../services/threat-protection.js";
import type { AccessTokens } from "../services/tokens/access-tokens.js";
import type { SigningKeyRing } from "../services/tokens/signing-keys.js";
import type { TokenDesk } from "../services/tokens/token-desk.js";
import type { Triggers } from "../services/triggers/triggers.js";
import type { UserImporter } from "../services/user-import/user-import.js";

/** Who calls: nobody known, the holder of an access key, or the program itself (a stack, an import). */
export interface Caller {
  readonly kind: "anonymous" | "signed" | "internal";
  readonly accessKeyId?: string | undefined;
  readonly arn?: string | undefined;
}

/** What is known of one request besides its input. */
export interface RequestContext {
  readonly requestId: string;
  readonly operation: OperationName;
  /** From the credential scope, else the installation's. */
  readonly region: string;
  readonly accountId: string;
  readonly caller: Caller;
  readonly ipAddress: string;
  readonly userAgent: string;
  /** The id that a template asks for what this call creates. */
  readonly askedId?: string | undefined;
}

/** Settings of the installation that rules depend on. */
export interface InstallationRules {
  /** Refuse ARNs of other accounts instead of accepting them. */
  readonly strictArns: boolean;
  /** Base of every absolute URL the server writes, without a trailing slash. */
  readonly publicUrl: string;
}

/** Everything an operation may ask for; its first parameter names what it needs. */
export interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly keyring: Keyring;
  readonly publicKeyWork: PublicKeyWork;
  readonly rules: InstallationRules;
  readonly paging: Paging;
  readonly passwords: Passwords;
  readonly passkeys: Passkeys;
  readonly codes: CodeBook;
  readonly messages: MessageDesk;
  readonly triggers: Triggers;
  readonly signingKeys: SigningKeyRing;
  readonly tokens: TokenDesk;
  readonly accessTokens: AccessTokens;
  readonly authentication: Authentication;
  readonly devices: DeviceRegister;
  readonly hourlyLimits: HourlyLimits;
  readonly requestRates: RequestRates;
  readonly authEvents: AuthEventLog;
  readonly threats: ThreatProtection;
  readonly logEntries: Pick<LogEntryBook, "configured">;
  readonly userImports: Pick<UserImporter, "nudge">;
  readonly request: RequestContext;
}

/** One operation of the API. */
export interface Operation<O extends OperationName = OperationName> {
  readonly name: O;
  readonly pending: boolean;
  readonly run: (dependencies: Dependencies, input: OperationInputs[O]) => Promise<OperationOutputs[O]>;
}

/** Declares an operation; the name fixes the types of input and output. */
export function operation<O extends OperationName>(
  name: O,
  run: (dependencies: Dependencies, input: OperationInputs[O]) => Promise<OperationOutputs[O]>,
): Operation<O> {
  return { name, pending: false, run };
}

/** The wire form is a modeled name, so that SDKs know it; no operation lists it for this meaning. */
class OperationPendingException extends FrameworkException {
  constructor(operation: OperationName) {
    super("OperationNotEnabledException", `${operation} is not available in this version of Poolhouse.`);
  }
}

/**
 * Holds the place of an operation that is not written yet: a 400 that says so, never a success and never a 5xx.
 *
 * @public The registry takes it up as soon as the published model has an operation that no file here declares.
 */
export function pending<O extends OperationName>(name: O): Operation<O> {
  return {
    name,
    pending: true,
    run: async () => {
      throw new OperationPendingException(name);
    },
  };
}
