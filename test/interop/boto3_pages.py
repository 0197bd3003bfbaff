"""Lists of boto3 page by page, and refusals by their codes. Prints one JSON line for each step; stops at none."""

import json
import os
import traceback

import boto3
from botocore.exceptions import ClientError

settings = {"endpoint_url": os.environ["POOLHOUSE_URL"], "region_name": "us-east-1"}
admin = boto3.client("cognito-idp", aws_access_key_id="local", aws_secret_access_key="local", **settings)
pool = admin.create_user_pool(
    PoolName="pages",
    DeviceConfiguration={"ChallengeRequiredOnNewDevice": False},
    UserPoolTier="PLUS",
    UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"},
)
pool_id = pool["UserPool"]["Id"]
password = "Correct-Horse-1"
count = 5


def client_named(name):
    return admin.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName=name,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]


client_id = client_named("client0")
for number in range(1, count):
    client_named(f"client{number}")
for number in range(count):
    name = f"user{number}"
    admin.admin_create_user(UserPoolId=pool_id, Username=name, MessageAction="SUPPRESS")
    admin.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=password, Permanent=True)
    admin.create_group(UserPoolId=pool_id, GroupName=f"group{number}")
    admin.admin_add_user_to_group(UserPoolId=pool_id, Username="user0", GroupName=f"group{number}")
    if number > 0:
        admin.admin_add_user_to_group(UserPoolId=pool_id, Username=name, GroupName="group0")
    admin.create_resource_server(UserPoolId=pool_id, Identifier=f"https://api{number}.example.com", Name=f"api{number}")
    admin.create_identity_provider(
        UserPoolId=pool_id,
        ProviderName=f"Provider{number}",
        ProviderType="OIDC",
        ProviderDetails={
            "client_id": "us",
            "client_secret": "secret",
            "attributes_request_method": "GET",
            "oidc_issuer": "https://idp.example.com",
            "authorize_scopes": "openid",
            "authorize_url": "https://idp.example.com/authorize",
            "token_url": "https://idp.example.com/token",
            "attributes_url": "https://idp.example.com/userinfo",
            "jwks_uri": "https://idp.example.com/jwks",
        },
    )
    admin.create_user_import_job(
        UserPoolId=pool_id, JobName=f"job{number}", CloudWatchLogsRoleArn="arn:aws:iam::123456789012:role/import"
    )
pools = [admin.create_user_pool(PoolName=f"more{number}")["UserPool"]["Id"] for number in range(count)]


def sign_in():
    return admin.initiate_auth(
        ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "user0", "PASSWORD": password}
    )["AuthenticationResult"]


sessions = [sign_in() for _ in range(count)]
access_token = sessions[-1]["AccessToken"]
numbers = range(count)

# What boto3 has a paginator for: the operation, its input, and what the entries are known by.
paginated = {
    "admin_list_groups_for_user": ({"Username": "user0"}, "GroupName", {f"group{number}" for number in numbers}),
    # A provider comes with a group of its own.
    "list_groups": (
        {},
        "GroupName",
        {name for number in numbers for name in (f"group{number}", f"{pool_id}_Provider{number}")},
    ),
    "list_identity_providers": ({}, "ProviderName", {f"Provider{number}" for number in numbers}),
    "list_resource_servers": ({}, "Name", {f"api{number}" for number in numbers}),
    "list_user_pool_clients": ({}, "ClientName", {f"client{number}" for number in numbers}),
    "list_users": ({}, "Username", {f"user{number}" for number in numbers}),
    "list_users_in_group": ({"GroupName": "group0"}, "Username", {f"user{number}" for number in numbers}),
}


def pages_of(operation, named):
    paginator = admin.get_paginator(operation)
    pages = list(paginator.paginate(UserPoolId=pool_id, PaginationConfig={"PageSize": 2}, **named))
    (key,) = [result.expression for result in paginator.result_keys]
    return [page.get(key, []) for page in pages]


def each_page(operation):
    named, known_by, expected = paginated[operation]
    pages = pages_of(operation, named)
    found = [entry[known_by] for page in pages for entry in page]
    assert len(found) == len(expected) and set(found) == expected, found
    assert all(len(page) <= 2 for page in pages), [len(page) for page in pages]
    assert len(pages) >= 3, pages


def pools_page_by_page():
    found = [
        one["Id"]
        for page in admin.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
        for one in page["UserPools"]
    ]
    assert sorted(found) == sorted({*found}) and {pool_id, *pools} <= {*found}, found


def sign_ins_page_by_page():
    pages = pages_of("admin_list_user_auth_events", {"Username": "user0"})
    events = [event for page in pages for event in page]
    assert [event["EventType"] for event in events] == ["SignIn"] * count, events
    assert len({event["EventId"] for event in events}) == count and len(pages) >= 3, pages


def import_jobs_token_by_token():
    found, token = [], {}
    while True:
        answer = admin.list_user_import_jobs(UserPoolId=pool_id, MaxResults=2, **token)
        assert len(answer["UserImportJobs"]) <= 2, answer
        found += [job["JobName"] for job in answer["UserImportJobs"]]
        if "PaginationToken" not in answer:
            break
        token = {"PaginationToken": answer["PaginationToken"]}
    assert sorted(found) == [f"job{number}" for number in numbers], found


def devices_token_by_token():
    for session in sessions:
        metadata = session["NewDeviceMetadata"]
        answer = admin.confirm_device(
            AccessToken=session["AccessToken"],
            DeviceKey=metadata["DeviceKey"],
            DeviceSecretVerifierConfig={"PasswordVerifier": "AQIDBAUGBwgJ", "Salt": "AQIDBAUGBwgJ"},
        )
        assert answer["UserConfirmationNecessary"] is False, answer
    expected = sorted(session["NewDeviceMetadata"]["DeviceKey"] for session in sessions)
    for listing, named in (
        (admin.list_devices, {"AccessToken": access_token}),
        (admin.admin_list_devices, {"UserPoolId": pool_id, "Username": "user0"}),
    ):
        found, token = [], {}
        while True:
            answer = listing(Limit=2, **named, **token)
            assert len(answer["Devices"]) <= 2, answer
            found += [device["DeviceKey"] for device in answer["Devices"]]
            if "PaginationToken" not in answer:
                break
            token = {"PaginationToken": answer["PaginationToken"]}
        assert sorted(found) == expected, found


def refusals_by_code():
    known = admin.exceptions
    password_sign_in = {"ClientId": client_id, "AuthFlow": "USER_PASSWORD_AUTH"}
    wrong = {"USERNAME": "user0", "PASSWORD": "Wrong-Horse-1"}
    table = [
        (known.NotAuthorizedException, admin.initiate_auth, {**password_sign_in, "AuthParameters": wrong}),
        (known.ResourceNotFoundException, admin.describe_user_pool, {"UserPoolId": "us-east-1_aaaaaaaaa"}),
        (known.InvalidParameterException, admin.describe_user_pool, {"UserPoolId": "nonsense"}),
        (known.UserNotFoundException, admin.admin_get_user, {"UserPoolId": pool_id, "Username": "nobody"}),
        (known.SoftwareTokenMFANotFoundException, admin.associate_software_token, {"AccessToken": access_token}),
        (
            known.UsernameExistsException,
            admin.admin_create_user,
            {"UserPoolId": pool_id, "Username": "user0", "MessageAction": "SUPPRESS"},
        ),
        (known.GroupExistsException, admin.create_group, {"UserPoolId": pool_id, "GroupName": "group0"}),
        (
            known.ResourceNotFoundException,
            admin.get_device,
            {"AccessToken": access_token, "DeviceKey": "us-east-1_00000000-0000-4000-8000-000000000000"},
        ),
        (known.WebAuthnNotEnabledException, admin.start_web_authn_registration, {"AccessToken": access_token}),
    ]
    for kind, operation, named in table:
        try:
            operation(**named)
        except kind as error:
            assert error.response["Error"]["Code"] == kind.__name__, error.response
            assert error.response["Error"]["Message"] and error.response["message"], error.response
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400, error.response
            assert error.response["ResponseMetadata"]["RequestId"], error.response
            assert error.response["ResponseMetadata"]["RetryAttempts"] == 0, error.response
        except ClientError as error:
            raise AssertionError(f"{kind.__name__} expected of {operation.__name__}") from error
        else:
            raise AssertionError(f"{operation.__name__} was not refused with {kind.__name__}")


steps = {operation: lambda operation=operation: each_page(operation) for operation in paginated}
for function in (
    pools_page_by_page,
    sign_ins_page_by_page,
    import_jobs_token_by_token,
    devices_token_by_token,
    refusals_by_code,
):
    steps[function.__name__] = function
for name, function in steps.items():
    line = {"step": name.replace("_", " ")}
    try:
        function()
    except Exception:
        line["error"] = traceback.format_exc()
    print(json.dumps(line), flush=True)
