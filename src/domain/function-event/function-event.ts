/** Owns what an asynchronous event of a function is: accepted from somebody who does not wait for the function's answer. */

/** An event on its way to its function. */
export interface FunctionEvent {
  /** The id of the request that brought it, the same at every attempt. */
  readonly id: string;
  /** ARN, partial ARN or name; what it leads to is looked up at every attempt. */
  readonly functionName: string;
  /** JSON. */
  readonly body: string;
  readonly acceptedAt: number;
  /** Times that the function had it, or may have had it, and did not finish well. */
  readonly failures: number;
  /** Times that it could not be given to the function. */
  readonly throttles: number;
  /** How many destinations it came by, one after the other. */
  readonly hops: number;
}

/** What the owner of a function says about its asynchronous events. */
export interface EventSettings {
  /** Times that a failed event is given again: 0, 1 or 2. */
  readonly maximumRetryAttempts: number;
  /** After so long an event is not given any more. */
  readonly maximumEventAgeSeconds: number;
  /** Where a record of the event goes when the function is done with it: an ARN. */
  readonly onSuccess?: string | undefined;
  /** The same for one that is given up. */
  readonly onFailure?: string | undefined;
}

/** As Lambda does it unless told otherwise. */
export const usualEventSettings: EventSettings = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 6 * 3600 };

/** What waits in an installation altogether, which nobody pays for. */
export const mostEvents = 10_000;
export const mostEventBytes = 64 * 1024 * 1024;

/** As long as Lambda follows events from destination to destination before it takes them for a circle. */
export const mostHops = 16;
