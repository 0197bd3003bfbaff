/**
 * The AWS SDK clients that tests speak with. Tests beside the sources import them from here, because the packages are
 * installed below test/ and a file under src/ would not find them; files below test/ may name the packages themselves.
 */

export * from "@aws-sdk/client-cognito-identity-provider";
export { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
