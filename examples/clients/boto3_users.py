"""Makes a pool with three users and lists those whose address is proven, with boto3."""

import os

import boto3

cognito = boto3.client(
    "cognito-idp",
    endpoint_url=os.environ.get("POOLHOUSE_URL", "http://127.0.0.1:9229"),
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)

pool = cognito.create_user_pool(PoolName="demo")["UserPool"]

for name, proven in [("anna", "true"), ("berta", "false"), ("carl", "true")]:
    cognito.admin_create_user(
        UserPoolId=pool["Id"],
        Username=name,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": proven},
        ],
    )

for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool["Id"], PaginationConfig={"PageSize": 2}):
    for user in page["Users"]:
        attributes = {attribute["Name"]: attribute["Value"] for attribute in user["Attributes"]}
        if attributes["email_verified"] == "true":
            print(user["Username"], attributes["email"])

try:
    cognito.admin_get_user(UserPoolId=pool["Id"], Username="nobody")
except cognito.exceptions.UserNotFoundException as error:
    print(error.response["Error"]["Message"])
