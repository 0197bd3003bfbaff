// Verifies an access token of a server that runs with --issuer aws, by the verifier that programs in AWS use.
//
//   npm install aws-jwt-verify
import { CognitoJwtVerifier } from "aws-jwt-verify";

const { POOLHOUSE_URL, USER_POOL_ID, CLIENT_ID, TOKEN } = process.env;

const verifier = CognitoJwtVerifier.create({ userPoolId: USER_POOL_ID, tokenUse: "access", clientId: CLIENT_ID });
verifier.cacheJwks(await (await fetch(`${POOLHOUSE_URL}/${USER_POOL_ID}/.well-known/jwks.json`)).json());

const claims = await verifier.verify(TOKEN);
console.log(claims.username);
