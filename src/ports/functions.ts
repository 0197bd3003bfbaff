/**
 * Port: Lambda functions, wherever they run: deployed into this server, local code of the operator, or a Lambda endpoint.
 * It owns what a call is and how it may end; what a trigger means is the business of its caller.
 */

/** One call. */
export interface FunctionCall {
  /** As the pool names it: an ARN, with or without a version or alias. */
  readonly arn: string;
  /** Plain JSON. */
  readonly payload: unknown;
  /** After so long nobody waits any more; the outcome is then `timed-out`. */
  readonly timeoutMs: number;
  /**
   * Nobody reads the answer: the call is finished when the function has been given its event. If it fails after that, it is
   * given the event again, as Lambda does it; a call that was refused is its caller's to repeat.
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

/** What becomes of events whose answer nobody waits for. */
export interface EventSettings {
  /** Times that a failed event is given again: 0, 1 or 2. */
  readonly maximumRetryAttempts: number;
  /** After so long an event is not given any more. */
  readonly maximumEventAgeSeconds: number;
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
  /** Absent: as Lambda does it unless told otherwise. */
  readonly eventSettings?: EventSettings | undefined;
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
  /** Nobody waits for the answer: the invocation is finished when the event was accepted. */
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
