/**
 * Owns the operator's way to messages that have not arrived: `Poolhouse.ListMessages` and `Poolhouse.ResendMessages`, AWS
 * JSON like the API beside them, signed for the service `poolhouse` and judged by the access key's own rights. There in
 * every mode; it tells no contents and no whole address.
 */
import { ServiceException, UnknownOperationException } from "../../model/exceptions.js";
import {
  InternalErrorException,
  InvalidParameterException,
  ResourceNotFoundException,
} from "../../model/generated/exceptions.js";
import type { Logger } from "../../ports/logger.js";
import { jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "../protocols/aws-json.js";
import type { ApiSurface, HttpRequest, HttpResponse } from "../protocols/http.js";
import type { ConcernedPool, SignedCallers } from "../protocols/signed-caller.js";

/** A message without its contents. */
interface ListedMessage {
  readonly id: string;
  readonly at: number;
  readonly userPoolId: string;
  readonly kind: string;
  readonly medium: string;
  readonly destination: string;
  readonly state: string;
  readonly attempts: number;
  readonly failure: string | undefined;
}

/** What the surface is made over. */
export interface OutboxNeeds {
  readonly callers: SignedCallers;
  readonly logger: Logger;
  /** The pool of this id as policies name it. */
  readonly poolOf: (userPoolId: string, region: string) => ConcernedPool | undefined;
  readonly undelivered: {
    counts(userPoolId: string | undefined): Promise<{ readonly pending: number; readonly dead: number }>;
    list(filter: {
      readonly userPoolId: string | undefined;
      readonly state: "pending" | "dead";
      readonly before: string | undefined;
      readonly limit: number;
    }): Promise<readonly ListedMessage[]>;
    resend(id: string, userPoolId: string | undefined): Promise<boolean>;
    resendDead(filter: {
      readonly userPoolId: string | undefined;
      readonly before: string | undefined;
      readonly limit: number;
    }): Promise<{ readonly resent: number; readonly next: string | undefined }>;
  };
}

type Input = Readonly<Record<string, unknown>>;
type Action = (needs: OutboxNeeds, input: Input) => Promise<Readonly<Record<string, unknown>>>;

const service = "poolhouse";

/** Most messages of one answer, and of one resending. */
const most = 1000;

const actions: Readonly<Record<string, Action>> = {
  async ListMessages({ undelivered }, input) {
    const userPoolId = textOf(input, "UserPoolId");
    const state = textOf(input, "State") ?? "dead";
    if (state !== "dead" && state !== "pending") throw new InvalidParameterException("State must be dead or pending.");
    const limit = limitOf(input);
    const [{ pending, dead }, found] = await Promise.all([
      undelivered.counts(userPoolId),
      undelivered.list({ userPoolId, state, before: textOf(input, "Before"), limit }),
    ]);
    return { Pending: pending, Dead: dead, Messages: found.map(shown) };
  },

  async ResendMessages({ undelivered }, input) {
    const userPoolId = textOf(input, "UserPoolId");
    const id = textOf(input, "MessageId");
    if (id === undefined) {
      const filter = { userPoolId, before: textOf(input, "Before"), limit: limitOf(input) };
      const { resent, next } = await undelivered.resendDead(filter);
      return { Resent: resent, ...(next === undefined ? {} : { Next: next }) };
    }
    if (!(await undelivered.resend(id, userPoolId))) {
      throw new ResourceNotFoundException("No such message was given up.");
    }
    return { Resent: 1 };
  },
};

/** The surface. */
export function createOutboxSurface(needs: OutboxNeeds): ApiSurface {
  const { callers, logger, poolOf } = needs;

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const name = targetOf(request)?.operation ?? "";
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new UnknownOperationException();
    const caller = callers.authenticate(request, [service]);
    const input = readJson(request.body);
    const userPoolId = textOf(input, "UserPoolId");
    callers.authorise(
      caller,
      `${service}:${name}`,
      userPoolId === undefined ? undefined : poolOf(userPoolId, caller.region),
    );
    const output = await action(needs, input);
    const { Resent: count } = output;
    if (typeof count === "number") {
      logger.info("an operator had messages sent again", { accessKeyId: caller.accessKeyId, userPoolId, count });
    }
    return jsonSuccess(output, false, jsonVersionOf(request) ?? "1.1", name);
  }

  return {
    name: service,
    targetPrefixes: ["Poolhouse"],
    signingNames: [service],
    actions: [],
    reception: () => ({ browsers: "same-origin", maxBodyBytes: 4096 }),
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        const version = jsonVersionOf(request) ?? "1.1";
        if (error instanceof ServiceException) return jsonError(error, version);
        logger.error("An operation failed.", { requestId: request.requestId, surface: service, error });
        return jsonError(new InternalErrorException("Internal error."), version);
      }
    },
    refuse: (head, exception) => jsonError(exception, jsonVersionOf(head) ?? "1.1"),
  };
}

function shown(message: ListedMessage): object {
  const { id, at, userPoolId, kind, medium, destination, state, attempts, failure } = message;
  return {
    MessageId: id,
    CreationDate: at / 1000,
    UserPoolId: userPoolId,
    Kind: kind,
    DeliveryMedium: medium,
    Destination: destination,
    State: state,
    Attempts: attempts,
    ...(failure === undefined ? {} : { Failure: failure }),
  };
}

function textOf(input: Input, name: string): string | undefined {
  const value = Object.hasOwn(input, name) ? (input[name] ?? undefined) : undefined;
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !/^[\w.-]{1,128}$/.test(value)) {
    throw new InvalidParameterException(`${name} must be a text of letters, digits, hyphens and underscores.`);
  }
  return value;
}

function limitOf(input: Input): number {
  const value = Object.hasOwn(input, "MaxResults") ? input["MaxResults"] : undefined;
  if (value === undefined || value === null) return 100;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > most) {
    throw new InvalidParameterException(`MaxResults must be a whole number from 1 to ${most}.`);
  }
  return value;
}
