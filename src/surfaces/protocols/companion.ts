/**
 * What a companion service is to those who call it: actions over plain values, whatever protocol they came by. The wire
 * and the resource types of stacks call the same actions, so every rule holds from both.
 */
import { ServiceException } from "../../model/exceptions.js";

/** On whose behalf an action runs, and where. */
export interface CompanionCaller {
  readonly accountId: string;
  readonly region: string;
  /** The principal, e.g. `arn:aws:iam::123456789012:root`. */
  readonly arn: string;
  readonly accessKeyId: string;
  readonly requestId: string;
}

/** Members as the service's own API names them; nothing is validated yet. */
export type CompanionInput = Readonly<Record<string, unknown>>;
export type CompanionOutput = Readonly<Record<string, unknown>>;

/** One action: validates its input, fails with `CompanionException`, is finished when it resolves. */
export type CompanionAction = (caller: CompanionCaller, input: CompanionInput) => Promise<CompanionOutput>;

/** A service. */
export interface Companion {
  /** As policies name it, e.g. `ssm`. */
  readonly service: string;
  readonly actions: Readonly<Record<string, CompanionAction>>;
}

/** Calls an action of any companion as one principal, whose policy is asked first. */
export type CompanionCall = (service: string, action: string, input: CompanionInput) => Promise<CompanionOutput>;

/** A failure of a companion, in the words of its service. */
export class CompanionException extends ServiceException {}
