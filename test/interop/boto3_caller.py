"""Calls operations with boto3: one JSON request a line on standard input, one JSON answer a line on standard output."""

import json
import sys

import boto3
from botocore.exceptions import ClientError

client = boto3.client("cognito-idp", endpoint_url=sys.argv[1], region_name="us-east-1")
methods = {operation: method for method, operation in client.meta.method_to_api_mapping.items()}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"output": getattr(client, methods[request["operation"]])(**request["input"])}
    except ClientError as error:
        answer = {"error": error.response["Error"]}
    print(json.dumps(answer, default=str), flush=True)
