"""Verifiers of Python over tokens of two pools. Prints one JSON line for each verifier; stops at none."""

import json
import os
import traceback

url, issuers = os.environ["POOLHOUSE_URL"], os.environ["ISSUER"]
one, other = json.loads(os.environ["ONE"]), json.loads(os.environ["OTHER"])
issuer = f"{issuers}/{one['pool']}"
keys_url = f"{url}/{one['pool']}/.well-known/jwks.json"
# cognitojwt reads its address of the keys from here only.
os.environ["AWS_COGNITO_JWKS_PATH"] = keys_url

import cognitojwt  # noqa: E402
import jose.exceptions  # noqa: E402
import jose.jwt  # noqa: E402
import jwt  # noqa: E402
import requests  # noqa: E402


def changed(token):
    """The token with one letter of its signature changed."""
    place = token.rindex(".") + 20
    return token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]


def raises(kind, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except kind:
        return
    raise AssertionError(f"{kind.__name__} was not raised")


def with_pyjwt():
    keys = jwt.PyJWKClient(keys_url)

    def verify(token, **named):
        key = keys.get_signing_key_from_jwt(token).key
        return jwt.decode(token, key, algorithms=["RS256"], issuer=issuer, **named)

    assert verify(one["id"], audience=one["client"])["token_use"] == "id"
    access = verify(one["access"])
    assert access["token_use"] == "access" and access["client_id"] == one["client"]
    raises(jwt.InvalidAudienceError, verify, one["id"], audience=other["client"])
    raises(jwt.PyJWKClientError, verify, other["access"])
    raises(jwt.InvalidSignatureError, verify, changed(one["access"]))


def with_python_jose():
    keys = requests.get(keys_url, timeout=15).json()

    def verify(token, **named):
        return jose.jwt.decode(token, keys, algorithms=["RS256"], issuer=issuer, **named)

    # It compares at_hash of an ID token with the access token where both are there.
    assert verify(one["id"], audience=one["client"], access_token=one["access"])["token_use"] == "id"
    assert verify(one["access"])["client_id"] == one["client"]
    raises(jose.exceptions.JWTClaimsError, verify, one["id"], audience=other["client"], access_token=one["access"])
    raises(jose.exceptions.JWTError, verify, other["access"])
    raises(jose.exceptions.JWTError, verify, changed(one["access"]))


def with_cognitojwt():
    for token in (one["id"], one["access"]):
        claims = cognitojwt.decode(token, "us-east-1", one["pool"], app_client_id=one["client"])
        assert claims["iss"] == issuer
    wrong = cognitojwt.CognitoJWTException
    raises(wrong, cognitojwt.decode, one["id"], "us-east-1", one["pool"], app_client_id=other["client"])
    raises(wrong, cognitojwt.decode, other["id"], "us-east-1", one["pool"])
    raises(wrong, cognitojwt.decode, changed(one["id"]), "us-east-1", one["pool"])


for name, check in (("PyJWT", with_pyjwt), ("python jose", with_python_jose), ("cognitojwt", with_cognitojwt)):
    line = {"step": name}
    try:
        check()
    except Exception:
        line["error"] = traceback.format_exc()
    print(json.dumps(line), flush=True)
