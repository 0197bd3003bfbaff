/**
 * Just enough of the Security Token Service: who a caller is, and temporary credentials. It owns the three forms in which
 * clients ask and are answered.
 */
import { type ServiceException, UnknownOperationException } from "../../../model/exceptions.js";
import type { Clock } from "../../../ports/clock.js";
import type { Keyring } from "../../../ports/keyring.js";
import type { Logger } from "../../../ports/logger.js";
import { jsonError, jsonSuccess, jsonVersionOf, readJson, targetOf } from "../../protocols/aws-json.js";
import { InvalidActionException, queryError, querySuccess, queryTree, readQuery } from "../../protocols/aws-query.js";
import { CompanionException, type CompanionInput, type CompanionOutput } from "../../protocols/companion.js";
import {
  type ApiSurface,
  type HttpRequest,
  type HttpResponse,
  jsonResponse,
  type Reception,
} from "../../protocols/http.js";
import type { SignedCaller, SignedCallers } from "../../protocols/signed-caller.js";
import type { CredentialIssuer } from "../../protocols/temporary-credentials.js";
import type { XmlValue } from "../../protocols/xml.js";
import { endingOf } from "../companion-surface.js";
import { assumeRole, getSessionToken } from "./assume-role.js";
import { accessKeyInfo, callerIdentity } from "./caller-identity.js";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";
const version = "2011-06-15";
const signingNames = ["sts"] as const;
const reception: Reception = { browsers: "same-origin", maxBodyBytes: 64 * 1024 };
/** Calls that carry no signature but a token of somebody else, whom this server does not know. */
const unsigned = ["AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"];

type StsAction = (caller: SignedCaller, input: CompanionInput) => CompanionOutput;

/** The surface. */
export function createSts(needs: {
  readonly callers: SignedCallers;
  readonly accountId: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly issuer: CredentialIssuer;
}): ApiSurface {
  const { callers, accountId, keyring } = needs;
  const actions: Readonly<Record<string, StsAction>> = {
    GetCallerIdentity: (caller) => ({ ...callerIdentity(keyring, accountId, caller) }),
    GetAccessKeyInfo: (_caller, input) => accessKeyInfo(accountId, input["AccessKeyId"]),
    AssumeRole: (caller, input) => assumeRole(needs, caller, input),
    GetSessionToken: (caller, input) => getSessionToken(needs, caller, input),
  };

  function carriedOut(request: HttpRequest, name: string, input: () => CompanionInput): CompanionOutput | undefined {
    if (unsigned.includes(name)) {
      throw new CompanionException(
        "AccessDenied",
        `Not authorized to perform sts:${name}: this server has no identity providers of IAM.`,
        403,
      );
    }
    const caller = callers.authenticate(request, signingNames);
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) return undefined;
    callers.authorise(caller, `sts:${name}`, undefined);
    return action(caller, input());
  }

  function answerJson(request: HttpRequest): HttpResponse {
    const name = targetOf(request)?.operation ?? "";
    const output = carriedOut(request, name, () => readJson(request.body));
    if (output === undefined) throw new UnknownOperationException();
    return jsonSuccess(withTimes(output, inSeconds), false, jsonVersionOf(request) ?? "1.1", name);
  }

  function answerQuery(request: HttpRequest): HttpResponse {
    const call = readQuery(request);
    const isKnown = call.version === "" || call.version === version;
    const output = isKnown ? carriedOut(request, call.action, () => queryTree(call.parameters)) : undefined;
    if (output === undefined) throw new InvalidActionException(call);
    if (request.headers["accept"]?.includes("application/json") !== true) {
      return querySuccess(namespace, call.action, request.requestId, withTimes(output, inText) as XmlValue);
    }
    const ResponseMetadata = { RequestId: request.requestId };
    const result = { [`${call.action}Result`]: withTimes(output, inSeconds), ResponseMetadata };
    return { ...jsonResponse(200, { [`${call.action}Response`]: result }), operation: call.action };
  }

  const speaksJson = (head: Parameters<ApiSurface["reception"]>[0]): boolean => targetOf(head) !== undefined;

  return {
    name: "sts",
    targetPrefixes: ["AWSSecurityTokenServiceV20110615"],
    signingNames,
    actions: [...Object.keys(actions), ...unsigned],
    reception: () => reception,
    async handle(request) {
      try {
        return speaksJson(request) ? answerJson(request) : answerQuery(request);
      } catch (error) {
        const exception: ServiceException = endingOf(error, needs, request, "sts");
        return speaksJson(request) ? jsonError(exception) : queryError(namespace, exception, request.requestId);
      }
    },
    refuse: (head, exception) =>
      speaksJson(head) ? jsonError(exception) : queryError(namespace, exception, head.requestId),
  };
}

const inSeconds = (at: number): number => at / 1000;
const inText = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

/** An output with its one time in the form of the protocol. */
function withTimes(output: CompanionOutput, written: (at: number) => number | string): CompanionOutput {
  const credentials = output["Credentials"] as { readonly Expiration: number } | undefined;
  if (credentials === undefined) return output;
  return { ...output, Credentials: { ...credentials, Expiration: written(credentials.Expiration) } };
}
