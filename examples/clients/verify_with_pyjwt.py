"""Verifies an access token with PyJWT, which fetches the keys by itself, over http as well.

pip install 'pyjwt[crypto]'
"""

import os

import jwt

issuer = f"{os.environ['POOLHOUSE_URL']}/{os.environ['USER_POOL_ID']}"
token = os.environ["TOKEN"]

key = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json").get_signing_key_from_jwt(token).key
claims = jwt.decode(token, key, algorithms=["RS256"], issuer=issuer)
if claims["token_use"] != "access" or claims["client_id"] != os.environ["CLIENT_ID"]:
    raise SystemExit("not for us")
print(claims["username"])
