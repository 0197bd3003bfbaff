// Signs somebody in by SRP, with the AWS SDK and cognito-srp-helper. The password never leaves this program.
//
//   npm install @aws-sdk/client-cognito-identity-provider cognito-srp-helper
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createSrpSession, signSrpSession, wrapAuthChallenge, wrapInitiateAuth } from "cognito-srp-helper";

const { POOLHOUSE_URL, USER_POOL_ID, CLIENT_ID: ClientId, USERNAME, PASSWORD } = process.env;
const cognito = new CognitoIdentityProviderClient({ endpoint: POOLHOUSE_URL, region: "us-east-1" });

const session = createSrpSession(USERNAME, PASSWORD, USER_POOL_ID, false);
const asked = await cognito.send(
  new InitiateAuthCommand(
    wrapInitiateAuth(session, { ClientId, AuthFlow: "USER_SRP_AUTH", AuthParameters: { USERNAME } }),
  ),
);
const { AuthenticationResult } = await cognito.send(
  new RespondToAuthChallengeCommand(
    wrapAuthChallenge(signSrpSession(session, asked), {
      ClientId,
      ChallengeName: "PASSWORD_VERIFIER",
      ChallengeResponses: { USERNAME },
    }),
  ),
);
console.log(AuthenticationResult.AccessToken);
