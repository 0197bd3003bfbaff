/**
 * Owns requests: work that is asked for once per client token, done before it is answered, and remembered with how it
 * ended. It owns the progress event; what the work is belongs to `cloud-control.ts`.
 */
import type { Clock } from "../../../ports/clock.js";
import type { Logger } from "../../../ports/logger.js";
import type { Random } from "../../../ports/random.js";
import { AlreadyExists } from "../../../ports/store.js";
import type {
  ClientMark,
  ResourceRequest,
  ResourceRequestOperation,
  ResourceRequestOutcome,
  ResourceRequests,
} from "../../../ports/tables/resource-requests.js";
import { HandlerError, handlerErrorOf } from "../resources/handler-error.js";
import { clientTokenConflict } from "./exceptions.js";

/** A client token counts for so long, as on AWS. */
const clientTokenMs = 36 * 60 * 60 * 1000;
/** Work ends within the call that asked for it; what is in progress for longer was cut off. */
const cutOffMs = 5 * 60 * 1000;
const maxMessage = 2048;

/** What is asked. */
export interface Asked {
  readonly accountId: string;
  readonly region: string;
  readonly typeName: string;
  readonly operation: ResourceRequestOperation;
  readonly identifier?: string | undefined;
  readonly mark: ClientMark | undefined;
}

/** A progress event as it stands on the wire; times are epoch seconds. */
export interface ProgressEvent {
  readonly TypeName: string;
  readonly Identifier?: string;
  readonly RequestToken: string;
  readonly Operation: string;
  readonly OperationStatus: string;
  readonly EventTime: number;
  readonly StatusMessage?: string;
  readonly ErrorCode?: string;
  readonly RetryAfter?: number;
}

/** Requests of every caller. */
export interface Requests {
  /** The event of the request that holds the client token. Throws ClientTokenConflictException when it asked else. */
  repeated(asked: Asked): Promise<ProgressEvent | undefined>;
  /** Does the work and answers its event; of several with one client token only one does it. */
  carryOut(asked: Asked, work: () => Promise<string>): Promise<ProgressEvent>;
  eventOf(request: ResourceRequest): ProgressEvent;
}

/** Requests kept in a table. */
export function createRequests(needs: {
  readonly requests: ResourceRequests;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}): Requests {
  const { requests, clock, random, logger } = needs;

  async function repeated({ accountId, region, mark }: Asked): Promise<ProgressEvent | undefined> {
    const earlier = mark && (await requests.getByMark(accountId, region, mark));
    if (mark === undefined || earlier === undefined) return undefined;
    if (clock.now() - earlier.request.startedAt >= clientTokenMs) return undefined;
    if (!earlier.isSame) throw clientTokenConflict(mark.clientToken);
    return eventOf(earlier.request);
  }

  async function carryOut(asked: Asked, work: () => Promise<string>): Promise<ProgressEvent> {
    const { mark, ...rest } = asked;
    const startedAt = clock.now();
    const request = { ...rest, token: random.uuid(), status: "IN_PROGRESS", startedAt, changedAt: startedAt } as const;
    try {
      await requests.insert(request, mark, startedAt - clientTokenMs);
    } catch (error) {
      const other = error instanceof AlreadyExists ? await repeated(asked) : undefined;
      if (other === undefined) throw error;
      return other;
    }
    const outcome = await outcomeOf(work, asked);
    await requests.finish(request.token, outcome);
    return eventOf({ ...request, ...outcome, identifier: outcome.identifier ?? request.identifier });
  }

  async function outcomeOf(work: () => Promise<string>, asked: Asked): Promise<ResourceRequestOutcome> {
    try {
      return { status: "SUCCESS", identifier: await work(), changedAt: clock.now() };
    } catch (error) {
      const failure = handlerErrorOf(error) ?? new HandlerError("InternalFailure", "Internal error.");
      if (failure.code === "InternalFailure") {
        logger.error("A resource handler failed.", { operation: `${asked.operation} ${asked.typeName}`, error });
      }
      const { code: errorCode, message, identifier } = failure;
      return { status: "FAILED", identifier, errorCode, message: message.slice(0, maxMessage), changedAt: clock.now() };
    }
  }

  function eventOf(request: ResourceRequest): ProgressEvent {
    const inProgress = request.status === "IN_PROGRESS";
    const wasCutOff = inProgress && clock.now() - request.startedAt > cutOffMs;
    const { identifier, message, errorCode } = request;
    return {
      TypeName: request.typeName,
      ...(identifier === undefined ? {} : { Identifier: identifier }),
      RequestToken: request.token,
      Operation: request.operation,
      OperationStatus: wasCutOff ? "FAILED" : request.status,
      EventTime: request.changedAt / 1000,
      ...(message === undefined ? {} : { StatusMessage: message }),
      ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
      ...(wasCutOff && {
        StatusMessage: "The operation was cut off. Read the resource to see how far it came.",
        ErrorCode: "ServiceInternalError",
      }),
      ...(inProgress && !wasCutOff && { RetryAfter: (clock.now() + 1000) / 1000 }),
    };
  }

  return { repeated, carryOut, eventOf };
}
