"""Signs somebody in by SRP, with pycognito, and verifies the tokens. The password never leaves this program.

pip install pycognito
"""

import os

from pycognito import Cognito

user = Cognito(
    os.environ["USER_POOL_ID"],
    os.environ["CLIENT_ID"],
    username=os.environ["USERNAME"],
    boto3_client_kwargs={"endpoint_url": os.environ.get("POOLHOUSE_URL", "http://127.0.0.1:9229")},
)
user.authenticate(password=os.environ["PASSWORD"])
print(user.access_claims["username"])
