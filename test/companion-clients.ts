/** The AWS SDK clients of the companion services, for tests beside the sources (see clients.ts). */

export * as cloudFormation from "@aws-sdk/client-cloudformation";
export * as iam from "@aws-sdk/client-iam";
export * as kms from "@aws-sdk/client-kms";
export * as lambda from "@aws-sdk/client-lambda";
export * as s3 from "@aws-sdk/client-s3";
export * as secretsManager from "@aws-sdk/client-secrets-manager";
export * as ssm from "@aws-sdk/client-ssm";
export * as sts from "@aws-sdk/client-sts";
