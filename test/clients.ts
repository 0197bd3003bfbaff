/**
 * The AWS SDK clients that tests speak with, and the signer inside them. Tests beside the sources import them from here, because the packages are
 * installed below test/ and a file under src/ would not find them; files below test/ may name the packages themselves.
 */

export { Sha256 } from "@aws-crypto/sha256-js";
export * from "@aws-sdk/client-cognito-identity-provider";
export { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
export { SignatureV4 } from "@smithy/signature-v4";
