/**
 * Owns the rules about domains of user pools: names, what a new one looks like, its wire form. Whether a parent domain
 * resolves or a certificate exists is not asked: nothing here serves under AWS's names. A parent that cannot be one is.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type {
  CreateUserPoolDomainRequest,
  DomainDescriptionType,
  UpdateUserPoolDomainRequest,
} from "../../model/generated/types.js";
import type { PickText } from "../user-pool/new-user-pool.js";
import { requireFeature } from "../user-pool/tier-limits.js";
import type { UserPool } from "../user-pool.js";
import type { UserPoolDomain } from "../user-pool-domain.js";

const labelForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Refused anywhere in a prefix: "newcognito" is (aws-amplify/amplify-cli issue 3854). */
const reservedAnywhere = ["amazon", "cognito"];
/** Refused as a word between hyphens: "my-awsome-app" is accepted (deployed in September 2026). */
const reservedAsWord = ["aws"];

/** The domain that CreateUserPoolDomain asks for; throws what the request breaks. */
export function newUserPoolDomain(
  pool: UserPool,
  request: CreateUserPoolDomainRequest,
  made: { readonly now: number; readonly pickText: PickText },
): UserPoolDomain {
  const kind = request.CustomDomainConfig === undefined ? "prefix" : "custom";
  checkDomainName(request.Domain, kind);
  checkManagedLogin(pool, request);
  return {
    domain: request.Domain,
    poolId: pool.id,
    kind,
    certificateArn: request.CustomDomainConfig?.CertificateArn,
    securityPolicy: request.CustomDomainConfig?.SecurityPolicy,
    managedLoginVersion: request.ManagedLoginVersion,
    configurationVersion: configurationVersion(made.now),
    cloudFrontDistribution: `d${made.pickText("0123456789abcdefghijklmnopqrstuvwxyz", 13)}.cloudfront.net`,
    createdAt: made.now,
  };
}

/** The domain after UpdateUserPoolDomain. A domain never changes its kind. */
export function withUpdatedDomain(
  pool: UserPool,
  domain: UserPoolDomain,
  request: UpdateUserPoolDomainRequest,
  now: number,
): UserPoolDomain {
  if (domain.kind === "prefix" && request.CustomDomainConfig !== undefined) {
    throw new InvalidParameterException("Cannot convert prefix domain to custom domain.");
  }
  if (domain.kind === "custom" && request.CustomDomainConfig === undefined) {
    throw new InvalidParameterException("Cannot convert custom domain to prefix domain.");
  }
  checkManagedLogin(pool, request);
  return {
    ...domain,
    certificateArn: request.CustomDomainConfig?.CertificateArn,
    securityPolicy: request.CustomDomainConfig?.SecurityPolicy ?? domain.securityPolicy,
    managedLoginVersion: request.ManagedLoginVersion ?? domain.managedLoginVersion,
    configurationVersion: configurationVersion(now),
  };
}

/** Refuses a managed login version that is none, that the pool's plan lacks, and routing between regions. */
function checkManagedLogin(
  pool: UserPool,
  request: Pick<CreateUserPoolDomainRequest, "ManagedLoginVersion" | "Routing">,
): void {
  const version = request.ManagedLoginVersion;
  if (version !== undefined && version !== 1 && version !== 2) {
    throw new InvalidParameterException("ManagedLoginVersion must be 1 or 2.");
  }
  if (version === 2) requireFeature(pool, "Managed Login Version 2", ["LITE"]);
  if (request.Routing?.Failover !== undefined) {
    throw new InvalidParameterException("Routing is not available in this version of Poolhouse.");
  }
}

/** Refuses a name that no domain of this kind can have. */
export function checkDomainName(domain: string, kind: UserPoolDomain["kind"]): void {
  const labels = domain.split(".");
  const wellFormed =
    kind === "prefix" ? labelForm.test(domain) : domain.length <= 253 && labels.every((label) => labelForm.test(label));
  if (!wellFormed) {
    throw new InvalidParameterException(
      "The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$",
    );
  }
  if (kind === "custom" && labels.length < 3) {
    throw new InvalidParameterException(
      "Custom domain is not a valid subdomain: Was not able to resolve a DNS A record for the parent domain or domain parent is a top-level domain.",
    );
  }
  const words = domain.split("-");
  const reserved =
    reservedAnywhere.find((word) => domain.includes(word)) ?? reservedAsWord.find((word) => words.includes(word));
  if (kind === "prefix" && reserved !== undefined) {
    throw new InvalidParameterException(`Domain cannot contain reserved word: ${reserved}`);
  }
}

/** A moment as `YYYYMMDDhhmmss`, which is how a domain names its configuration. */
export function configurationVersion(now: number): string {
  return new Date(now).toISOString().replaceAll(/\D/g, "").slice(0, 14);
}

/** Airports that AWS names its asset buckets after. */
const airports: Readonly<Record<string, string>> = {
  "us-east-1": "iad",
  "us-east-2": "cmh",
  "us-west-1": "sfo",
  "us-west-2": "pdx",
  "ca-central-1": "yul",
  "sa-east-1": "gru",
  "eu-west-1": "dub",
  "eu-west-2": "lhr",
  "eu-west-3": "cdg",
  "eu-central-1": "fra",
  "eu-north-1": "arn",
  "ap-south-1": "bom",
  "ap-northeast-1": "nrt",
  "ap-northeast-2": "icn",
  "ap-southeast-1": "sin",
  "ap-southeast-2": "syd",
};

/** The wire form; it is active as soon as it exists. A prefix shows an empty custom configuration. */
export function describeDomain(
  domain: UserPoolDomain,
  pool: Pick<UserPool, "region" | "accountId">,
): DomainDescriptionType {
  return {
    UserPoolId: domain.poolId,
    AWSAccountId: pool.accountId,
    Domain: domain.domain,
    S3Bucket: `aws-cognito-prod-${airports[pool.region] ?? pool.region}-assets`,
    CloudFrontDistribution: domain.cloudFrontDistribution,
    Version: domain.configurationVersion,
    Status: "ACTIVE",
    CustomDomainConfig: (domain.certificateArn === undefined
      ? {}
      : {
          CertificateArn: domain.certificateArn,
          ...(domain.securityPolicy === undefined ? {} : { SecurityPolicy: domain.securityPolicy }),
        }) as DomainDescriptionType["CustomDomainConfig"],
    ManagedLoginVersion: domain.managedLoginVersion ?? 1,
  };
}
