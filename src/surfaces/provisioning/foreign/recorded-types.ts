/**
 * Owns the resource types that are only recorded: stacks of user pools bring them along, nothing here depends on them.
 * What a template may ask of one, its Ref and its attributes, is as documented; it has no effect.
 */
import { createHash } from "node:crypto";
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { ResourceTypeFacts } from "../../../model/resource-type-facts.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import type { ResourceContext, ResourceModel } from "../resources/resource-type.js";

/** A type whose resources are rows of a stack and nothing else. */
export interface RecordedType {
  readonly schema: ResourceTypeFacts;
  /** What `Ref` answers. */
  ref(model: ResourceModel, context: ResourceContext): string;
  /** What `Fn::GetAtt` answers, by attribute. */
  attributes(ref: string, model: ResourceModel, context: ResourceContext): Readonly<Record<string, string>>;
}

function textOf(value: unknown, otherwise: () => string): string {
  return typeof value === "string" && value !== "" ? value : otherwise();
}

function arn(service: string, { region, accountId }: ResourceContext, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;
}

/** 32 hexadecimal digits that no other resource has. */
const digits = ({ generatedName }: ResourceContext): string =>
  createHash("sha256").update(generatedName(255)).digest("hex").slice(0, 32);

const uuid = (context: ResourceContext): string =>
  digits(context).replace(/^(.{8})(.{4})(.{4})(.{4})/, (_, ...parts: string[]) => `${parts.slice(0, 4).join("-")}-`);

/** Not among the published schemas; as the template reference describes it. */
const pinpointApp: ResourceTypeFacts = {
  name: "AWS::Pinpoint::App",
  required: ["Name"],
  createOnly: ["Name"],
  readOnly: ["Arn"],
  writeOnly: [],
  primaryIdentifier: [],
  additionalIdentifiers: [],
  handlers: {},
  listBy: [],
  properties: { Name: { type: "string" }, Tags: { type: "any" }, Arn: { type: "string" } },
};

const recorded: readonly RecordedType[] = [
  {
    schema: foreignTypeFacts["AWS::Cognito::IdentityPool"],
    ref: (_, context) => `${context.region}:${uuid(context)}`,
    attributes: (ref, model) => ({ Name: textOf(model["IdentityPoolName"], () => ref) }),
  },
  {
    schema: foreignTypeFacts["AWS::Cognito::IdentityPoolRoleAttachment"],
    ref: (model, context) => textOf(model["IdentityPoolId"], () => uuid(context)),
    attributes: (ref) => ({ Id: ref }),
  },
  {
    schema: foreignTypeFacts["AWS::Cognito::IdentityPoolPrincipalTag"],
    ref: (model) => `${model["IdentityPoolId"]}|${model["IdentityProviderName"]}`,
    attributes: () => ({}),
  },
  {
    schema: foreignTypeFacts["AWS::ECR::Repository"],
    ref: (model, { generatedName }) => textOf(model["RepositoryName"], () => generatedName(200).toLowerCase()),
    attributes: (ref, _, context) => ({
      Arn: arn("ecr", context, `repository/${ref}`),
      RepositoryUri: `${context.accountId}.dkr.ecr.${context.region}.amazonaws.com/${ref}`,
    }),
  },
  {
    schema: foreignTypeFacts["AWS::Logs::LogGroup"],
    ref: (model, { generatedName }) => textOf(model["LogGroupName"], () => generatedName(200)),
    attributes: (ref, _, context) => ({ Arn: arn("logs", context, `log-group:${ref}:*`) }),
  },
  {
    schema: pinpointApp,
    ref: (_, context) => digits(context),
    attributes: (ref, _, context) => ({ Arn: arn("mobiletargeting", context, `apps/${ref}`) }),
  },
  {
    schema: foreignTypeFacts["AWS::S3::Bucket"],
    ref: (model, { generatedName }) => textOf(model["BucketName"], () => generatedName(63).toLowerCase()),
    attributes: (ref, _, { region }) => ({
      Arn: `arn:${partitionOf(region)}:s3:::${ref}`,
      DomainName: `${ref}.s3.amazonaws.com`,
      RegionalDomainName: `${ref}.s3.${region}.amazonaws.com`,
      DualStackDomainName: `${ref}.s3.dualstack.${region}.amazonaws.com`,
      WebsiteURL: `http://${ref}.s3-website-${region}.amazonaws.com`,
    }),
  },
  {
    schema: foreignTypeFacts["AWS::S3::BucketPolicy"],
    ref: (model) => String(model["Bucket"]),
    attributes: () => ({}),
  },
  {
    schema: foreignTypeFacts["AWS::SES::ConfigurationSet"],
    ref: (model, { generatedName }) => textOf(model["Name"], () => generatedName(64)),
    attributes: () => ({}),
  },
  {
    schema: foreignTypeFacts["AWS::SES::EmailIdentity"],
    ref: (model) => String(model["EmailIdentity"]),
    attributes: () => ({}),
  },
  {
    schema: foreignTypeFacts["AWS::SNS::Subscription"],
    ref: (model, context) => `${model["TopicArn"]}:${uuid(context)}`,
    attributes: (ref) => ({ Arn: ref }),
  },
  {
    schema: foreignTypeFacts["AWS::SNS::Topic"],
    ref: (model, context) =>
      arn(
        "sns",
        context,
        textOf(model["TopicName"], () => context.generatedName(200)),
      ),
    attributes: (ref) => ({ TopicArn: ref, TopicName: ref.slice(ref.lastIndexOf(":") + 1) }),
  },
  {
    schema: foreignTypeFacts["AWS::SNS::TopicPolicy"],
    ref: (_, { generatedName }) => generatedName(128),
    attributes: (ref) => ({ Id: ref }),
  },
];

const types = new Map(recorded.map((type) => [type.schema.name, type]));

/** The recorded type of that name. */
export function recordedTypeOf(name: string): RecordedType | undefined {
  return types.get(name);
}
