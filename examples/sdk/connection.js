// The client that every example uses. Endpoint and credentials come from the environment, as for any AWS program:
//   AWS_ENDPOINT_URL=http://127.0.0.1:9229 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local node user-basic.js
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";

export const cognito = new CognitoIdentityProviderClient({ region: process.env.AWS_REGION ?? "us-east-1" });

/** Prints an answer without the SDK's own facts about the request. */
export function print({ $metadata: _, ...answer }) {
  console.log(JSON.stringify(answer, undefined, 2));
}
