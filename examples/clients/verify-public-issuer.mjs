// Verifies an access token of a server that runs with --issuer public, as it does unless told otherwise.
//
//   npm install aws-jwt-verify
import { JwtRsaVerifier } from "aws-jwt-verify";

const { POOLHOUSE_URL, USER_POOL_ID, CLIENT_ID, TOKEN } = process.env;
const issuer = `${POOLHOUSE_URL}/${USER_POOL_ID}`;

const verifier = JwtRsaVerifier.create({
  issuer,
  audience: null,
  customJwtCheck: ({ payload }) => {
    if (payload.token_use !== "access" || payload.client_id !== CLIENT_ID) throw new Error("not for us");
  },
});
// aws-jwt-verify fetches keys over https only; over http they are given to it.
verifier.cacheJwks(await (await fetch(`${issuer}/.well-known/jwks.json`)).json());

const claims = await verifier.verify(TOKEN);
console.log(claims.username);
