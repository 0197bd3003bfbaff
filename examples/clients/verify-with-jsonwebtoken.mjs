// Verifies an access token with jsonwebtoken; jwks-rsa fetches the keys, over http as well.
//
//   npm install jsonwebtoken jwks-rsa
import jwt from "jsonwebtoken";
import jwks from "jwks-rsa";

const { POOLHOUSE_URL, USER_POOL_ID, CLIENT_ID, TOKEN } = process.env;
const issuer = `${POOLHOUSE_URL}/${USER_POOL_ID}`;

const keys = jwks({ jwksUri: `${issuer}/.well-known/jwks.json` });
const { kid } = jwt.decode(TOKEN, { complete: true }).header;
const key = (await keys.getSigningKey(kid)).getPublicKey();
const payload = jwt.verify(TOKEN, key, { issuer, algorithms: ["RS256"] });
if (payload.token_use !== "access" || payload.client_id !== CLIENT_ID) throw new Error("not for us");
console.log(payload.username);
