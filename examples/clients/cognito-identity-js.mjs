// Signs somebody in by SRP, with amazon-cognito-identity-js. The password never leaves this program.
//
//   npm install amazon-cognito-identity-js
import identity from "amazon-cognito-identity-js";

const { AuthenticationDetails, CognitoUser, CognitoUserPool } = identity;

const pool = new CognitoUserPool({
  UserPoolId: process.env.USER_POOL_ID,
  ClientId: process.env.CLIENT_ID,
  endpoint: process.env.POOLHOUSE_URL ?? "http://127.0.0.1:9229",
});

const user = new CognitoUser({ Username: process.env.USERNAME, Pool: pool });
const details = new AuthenticationDetails({ Username: process.env.USERNAME, Password: process.env.PASSWORD });

user.authenticateUser(details, {
  onSuccess: (session) => console.log(session.getAccessToken().payload.username),
  onFailure: (error) => {
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  },
});
