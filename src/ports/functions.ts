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
  /** Nobody reads the answer: the call is finished when the function has been given its event. */
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
