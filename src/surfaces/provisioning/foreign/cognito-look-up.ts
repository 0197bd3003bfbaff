/**
 * The two custom resources that CDK's Cognito constructs emit to look something up: the secret of an app client, and the
 * distribution of a domain. On AWS a function of CDK's own makes the call that the resource describes; here the call is
 * made at once, with the rights of whoever deploys. Nothing but Cognito's Describe operations can be called this way.
 */
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf } from "../resources/handler-error.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

/** Names that versions of the CDK have for the service. */
const serviceNames = [
  "CognitoIdentityServiceProvider",
  "cognito-identity-provider",
  "@aws-sdk/client-cognito-identity-provider",
];

/** A call as the CDK writes it. */
interface LookUp {
  readonly operation: "DescribeUserPoolClient" | "DescribeUserPoolDomain";
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly physicalId: string;
}

function factsOf(name: string): ResourceTypeFacts {
  return {
    name,
    properties: {
      ServiceToken: { type: "any" },
      ServiceTimeout: { type: "any" },
      Create: { type: "string" },
      Update: { type: "string" },
      Delete: { type: "string" },
      InstallLatestAwsSdk: { type: "any" },
    },
    required: ["ServiceToken"],
    createOnly: [],
    readOnly: [],
    writeOnly: [],
    primaryIdentifier: [],
    additionalIdentifiers: [],
    handlers: {},
    listBy: [],
  };
}

function lookUpType(name: string): ResourceType {
  return {
    name,
    schema: factsOf(name),
    async create(call, model) {
      const lookUp = lookUpOf(model["Create"] ?? model["Update"]);
      await answerOf(call, lookUp);
      return { identifier: JSON.stringify(lookUp) };
    },
    async read(call, identifier) {
      return flat(await answerOf(call, JSON.parse(identifier) as LookUp));
    },
    // Another call is another look-up: without an update the frame makes a new one and forgets the old.
    async delete() {},
    ref: (_model, identifier) => (JSON.parse(identifier) as LookUp).physicalId,
    attributes: (model) => model as Readonly<Record<string, string>>,
  };
}

export const describeCognitoUserPoolClient = lookUpType("Custom::DescribeCognitoUserPoolClient");
export const userPoolCloudFrontDomainName = lookUpType("Custom::UserPoolCloudFrontDomainName");

function lookUpOf(text: unknown): LookUp {
  let call: unknown;
  try {
    call = JSON.parse(typeof text === "string" ? text : "");
  } catch {
    throw failed("the call is not JSON");
  }
  const { service, action, parameters, physicalResourceId } = (call ?? {}) as Record<string, unknown>;
  const operations: Readonly<Record<string, LookUp["operation"]>> = {
    describeuserpoolclient: "DescribeUserPoolClient",
    describeuserpooldomain: "DescribeUserPoolDomain",
  };
  const key = String(action)
    .replace(/Command$/, "")
    .toLowerCase();
  const operation = Object.hasOwn(operations, key) ? operations[key] : undefined;
  if (!serviceNames.includes(String(service)) || operation === undefined) {
    throw failed(`${String(service).slice(0, 64)}:${String(action).slice(0, 64)} cannot be called by this resource`);
  }
  const id = (physicalResourceId as Record<string, unknown> | undefined)?.["id"];
  return {
    operation,
    parameters: (parameters ?? {}) as LookUp["parameters"],
    physicalId: typeof id === "string" && id !== "" ? id : operation,
  };
}

async function answerOf(call: PrincipalCall, { operation, parameters }: LookUp): Promise<object> {
  try {
    return await call(operation, parameters);
  } catch (error) {
    throw failed(handlerErrorOf(error)?.message ?? "Internal Failure");
  }
}

function failed(text: string): HandlerError {
  return new HandlerError(
    "GeneralServiceException",
    `Received response status [FAILED] from custom resource. Message returned: ${text}`,
  );
}

/** `{ UserPoolClient: { ClientSecret } }` as `UserPoolClient.ClientSecret`: the names under which attributes are asked for. */
function flat(value: unknown, path = ""): ResourceModel {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || value instanceof Date) return { [path]: String(value) };
  const parts = Object.entries(value).map(([name, member]) => flat(member, path === "" ? name : `${path}.${name}`));
  return Object.assign({}, ...parts) as ResourceModel;
}
