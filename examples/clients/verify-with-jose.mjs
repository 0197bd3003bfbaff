// Verifies an access token with jose, which fetches the keys by itself, over http as well.
//
//   npm install jose
import { createRemoteJWKSet, jwtVerify } from "jose";

const { POOLHOUSE_URL, USER_POOL_ID, CLIENT_ID, TOKEN } = process.env;
const issuer = `${POOLHOUSE_URL}/${USER_POOL_ID}`;

const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
const { payload } = await jwtVerify(TOKEN, keys, { issuer, algorithms: ["RS256"] });
if (payload.token_use !== "access" || payload.client_id !== CLIENT_ID) throw new Error("not for us");
console.log(payload.username);
