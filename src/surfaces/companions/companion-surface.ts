/**
 * Owns the way from the wire to a companion's actions for the two protocols that most services share: AWS JSON and AWS
 * Query. Services with paths of their own (S3, Lambda) have a surface of their own over the same actions.
 */
import { ServiceException, UnknownOperationException } from "../../model/exceptions.js";
import { InternalErrorException } from "../../model/generated/exceptions.js";
import type { Logger } from "../../ports/logger.js";
import { jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "../protocols/aws-json.js";
import { InvalidActionException, queryError, querySuccess, queryTree, readQuery } from "../protocols/aws-query.js";
import type { Companion, CompanionAction, CompanionCaller } from "../protocols/companion.js";
import type { ApiSurface, HttpRequest, Reception } from "../protocols/http.js";
import type { SignedCallers } from "../protocols/signed-caller.js";
import type { XmlValue } from "../protocols/xml.js";

/** What every surface of a companion is made over. */
export interface CompanionSurfaceNeeds {
  readonly callers: SignedCallers;
  readonly accountId: string;
  readonly logger: Logger;
}

const reception: Reception = { browsers: "same-origin", maxBodyBytes: 1024 * 1024 };

/** Establishes who calls an action, and whether he may. Throws the exceptions of the signature check. */
export function companionCaller(
  { callers, accountId }: CompanionSurfaceNeeds,
  request: HttpRequest,
  service: string,
  action: string,
): CompanionCaller {
  const caller = callers.authenticate(request, [service]);
  callers.authorise(caller, `${service}:${action}`, undefined);
  const { arn, accessKeyId, region } = caller;
  return { accountId, region, arn, accessKeyId, requestId: request.requestId };
}

/** The exception that the caller is told about; what is none of ours is logged and becomes an internal failure. */
export function endingOf(error: unknown, { logger }: CompanionSurfaceNeeds, request: HttpRequest, surface: string) {
  if (error instanceof ServiceException) return error;
  logger.error("An operation failed.", { requestId: request.requestId, surface, error });
  return new InternalErrorException("Internal error.");
}

function actionOf({ actions }: Companion, name: string): CompanionAction | undefined {
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

/** A companion that speaks AWS JSON, under the prefix of its targets. */
export function jsonSurface(needs: CompanionSurfaceNeeds, companion: Companion, targetPrefix: string): ApiSurface {
  const { service } = companion;
  return {
    name: service,
    targetPrefixes: [targetPrefix],
    signingNames: [service],
    actions: [],
    reception: () => reception,
    async handle(request) {
      const version = jsonVersionOf(request) ?? "1.1";
      const name = targetOf(request)?.operation ?? "";
      try {
        const action = actionOf(companion, name);
        if (action === undefined) throw new UnknownOperationException();
        const caller = companionCaller(needs, request, service, name);
        return jsonSuccess(await action(caller, readJson(request.body)), false, version, name);
      } catch (error) {
        return jsonError(endingOf(error, needs, request, service), version);
      }
    },
    refuse: (head, exception) => jsonError(exception, jsonVersionOf(head) ?? "1.1"),
  };
}

/** A companion that speaks AWS Query. */
export function querySurface(
  needs: CompanionSurfaceNeeds,
  companion: Companion,
  wire: { readonly namespace: string; readonly version: string },
): ApiSurface {
  const { service } = companion;
  const { namespace, version } = wire;
  return {
    name: service,
    targetPrefixes: [],
    signingNames: [service],
    actions: Object.keys(companion.actions),
    reception: () => reception,
    async handle(request) {
      try {
        const call = readQuery(request);
        const action = actionOf(companion, call.action);
        if (action === undefined || (call.version !== "" && call.version !== version)) {
          throw new InvalidActionException(call);
        }
        const caller = companionCaller(needs, request, service, call.action);
        const result = await action(caller, queryTree(call.parameters));
        return querySuccess(namespace, call.action, request.requestId, result as XmlValue);
      } catch (error) {
        return queryError(namespace, endingOf(error, needs, request, service), request.requestId);
      }
    },
    refuse: (head, exception) => queryError(namespace, exception, head.requestId),
  };
}
