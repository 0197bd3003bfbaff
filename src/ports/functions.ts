/**
 * Port: Lambda functions, wherever they run: deployed into this server, local code of the operator, or a Lambda endpoint.
 * It owns what a call is and how it may end; what a trigger means is the business of its caller.
 */
import type { EventAnswer } from "../domain/function-event/destination-record.js";
import type { AttemptKind } from "../domain/function-event/event-course.js";
import type { EventSettings, FunctionEvent } from "../domain/function-event/function-event.js";

export type { EventSettings } from "../domain/function-event/function-event.js";

/** One call. */
export interface FunctionCall {
  /** As the pool names it: an ARN, with or without a version or alias. */
  readonly arn: string;
  /** Plain JSON. */
  readonly payload: unknown;
  /** After so long nobody waits any more; the outcome is then `timed-out`. */
  readonly timeoutMs: number;
  /**
   * Nobody reads the answer: the call is finished when the function has been given its event, which is kept in the store
   * from before that moment on. If the function fails, it is given it again, as Lambda does it; a call that was refused is
   * its caller's to repeat.
   */
  readonly asynchronous?: boolean | undefined;
  /** Who calls: what a permission of a deployed function must allow. */
  readonly source: {
    readonly principal: "cognito-idp.amazonaws.com";
    readonly arn: string;
    readonly accountId: string;
  };
  /** Stands in the logs of the function beside ours. */
  readonly requestId: string;
}

/** How a call ended. A call never fails otherwise. */
export type FunctionOutcome =
  /** The function answered; `payload` is undefined when that was no JSON. */
  | { readonly kind: "returned"; readonly payload: unknown }
  /** The function threw, or its process ended; in its own words. */
  | { readonly kind: "threw"; readonly message: string; readonly type: string }
  | { readonly kind: "timed-out" }
  /** It could not be called; the reason is the name of Lambda's exception, e.g. `ResourceNotFoundException`. */
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

/** What stands behind an ARN. */
export interface FunctionPlace {
  readonly arn: string;
  readonly kind: "deployed" | "local" | "http" | "command" | "endpoint" | "nothing";
  /** For a person: the runtime, the path, the address. */
  readonly detail: string;
}

export interface Functions {
  call(call: FunctionCall): Promise<FunctionOutcome>;
  /** What an ARN leads to, without calling it. */
  find(arn: string): Promise<FunctionPlace>;
  /** Ends every process that was started. May be repeated. */
  close(): Promise<void>;
}

/** A layer of a deployed function. */
export interface DeployedLayer {
  readonly sha256: string;
  /** The package, a zip. */
  content(): Promise<Buffer>;
}

/** A function deployed into this server, as it may be run. */
export interface DeployedFunction {
  /** As it was asked for, its qualifier included. */
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Differs whenever code or settings differ. */
  readonly revisionId: string;
  readonly codeSha256: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The later ones lie over the earlier ones. */
  readonly layers?: readonly DeployedLayer[] | undefined;
  readonly logGroup: string;
  /** How many events it may have at once, if its owner says so. */
  readonly reservedConcurrency: number | undefined;
  /** What is absent is as Lambda does it unless told otherwise. */
  readonly eventSettings?: Partial<EventSettings> | undefined;
  /** Whether its resource policy lets the caller invoke it. */
  allows(source: FunctionCall["source"]): boolean;
  /** The package, a zip. */
  code(): Promise<Buffer>;
}

/** Where deployed functions are found. */
export interface DeployedFunctions {
  /** By ARN, partial ARN or name. Undefined when nothing of that name is deployed. */
  find(named: string): Promise<DeployedFunction | undefined>;
}

/** An invocation whose caller was judged already. */
export interface FunctionInvocation {
  /** ARN, partial ARN or name. */
  readonly named: string;
  /** JSON, as the function gets it. */
  readonly body: string;
  /** Nobody waits for the answer: the invocation is finished when the event is in the store. */
  readonly asynchronous: boolean;
  readonly requestId: string;
}

/** What an invocation came to, as Lambda's own API tells it. */
export type FunctionAnswer =
  | {
      /** `failed`: the body is an error document with errorType and errorMessage. */
      readonly kind: "returned" | "failed";
      readonly body: string;
      /** The end of what the function wrote meanwhile. */
      readonly log: string;
      readonly durationMs: number;
    }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

/** Runs functions for those who may invoke them directly: callers of Lambda's API, and the operator. */
export interface FunctionRunner {
  invoke(invocation: FunctionInvocation): Promise<FunctionAnswer>;
}

/** How one attempt with an asynchronous event ended. */
export interface EventAttempt {
  readonly kind: AttemptKind;
  /** What the function answered, if it did. */
  readonly answer?: EventAnswer | undefined;
}

/** Gives asynchronous events to their functions. */
export interface EventRunner {
  /** What is in force for the events of a function, whose whole ARN this answers; or what is usual when it is not here. */
  settingsOf(functionName: string): Promise<{ readonly functionArn: string; readonly settings: EventSettings }>;
  /** One attempt, for as long as it takes. Never rejects. */
  attempt(event: FunctionEvent): Promise<EventAttempt>;
}

/** An event before it was accepted. */
export type NewEvent = Pick<FunctionEvent, "id" | "functionName" | "body">;

/** Keeps asynchronous events from when they are accepted until they are over. */
export interface EventKeeper {
  /** Whether there was room; if so the event is in the store and on its way. */
  accept(event: NewEvent): Promise<boolean>;
  /** As `accept`, for one that the caller gives to its function himself. Undefined when there is no room. */
  hold(event: NewEvent): Promise<HeldEvent | undefined>;
}

/** An event whose first attempt is its holder's. */
export interface HeldEvent {
  /** The function never had it, and is not to have it. */
  drop(): Promise<void>;
  /** The function had it: what follows is the keeper's business. */
  ended(attempt: EventAttempt): Promise<void>;
}
