"""What users of pycognito do, with the endpoint as their only change. Prints one JSON line for each step; stops at none."""

import hashlib
import hmac
import json
import os
import time
import traceback
from base64 import b32decode
from urllib.parse import urlencode

import boto3
import requests
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import (
    ForceChangePasswordException,
    SMSMFAChallengeException,
    SoftwareTokenMFAChallengeException,
)
from pycognito.utils import RequestsSrpAuth, TokenType

url = os.environ["POOLHOUSE_URL"]
settings = {
    "endpoint_url": url,
    "region_name": "us-east-1",
    "aws_access_key_id": "local",
    "aws_secret_access_key": "local",
}
admin = boto3.client("cognito-idp", **settings)
first, second, third = "Correct-Horse-1", "Correct-Horse-2", "Correct-Horse-3"
steps = []


def step(function):
    """Marks what is run in the order of this file."""
    steps.append(function)
    return function


def make_pool(**settings_of_pool):
    return admin.create_user_pool(PoolName="pycognito", **settings_of_pool)["UserPool"]["Id"]


def make_client(pool, **settings_of_client):
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    answer = admin.create_user_pool_client(
        UserPoolId=pool, ClientName="pycognito", ExplicitAuthFlows=flows, **settings_of_client
    )
    client = answer["UserPoolClient"]
    return client["ClientId"], client.get("ClientSecret")


def make_user(pool, name, password=first, permanent=True, **attributes):
    admin.admin_create_user(
        UserPoolId=pool,
        Username=name,
        TemporaryPassword=password,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
    )
    if permanent:
        admin.admin_set_user_password(UserPoolId=pool, Username=name, Password=password, Permanent=True)


def cognito(pool, client, name=None, **more):
    client_id, secret = client
    return Cognito(
        pool, client_id, username=name, client_secret=secret, boto3_client_kwargs=dict(settings), **more
    )


def last_code(pool, to):
    query = urlencode({"userPoolId": pool, "to": to, "waitMs": 5000})
    messages = requests.get(f"{url}/_poolhouse/messages?{query}", timeout=15).json()["messages"]
    return messages[-1]["code"]


def one_time_code(secret, steps_ahead=0):
    counter = int(time.time()) // 30 + steps_ahead
    key = b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def refused(code, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except admin.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response["Error"]["Message"]
    raise AssertionError(f"not refused with {code}")


def raises(kind, function, *arguments):
    try:
        function(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def life(secret):
    pool = make_pool(AutoVerifiedAttributes=["email"])
    client = make_client(pool, GenerateSecret=secret)
    anna = cognito(pool, client, "anna")
    anna.set_base_attributes(email="anna@example.com", name="Anna")
    assert not anna.register("anna", first)["UserConfirmed"]
    refused("UserNotConfirmedException", anna.authenticate, first)
    anna.resend_confirmation_code("anna")
    anna.confirm_sign_up(last_code(pool, "anna@example.com"), username="anna")

    assert refused("NotAuthorizedException", anna.authenticate, "Wrong-Horse-1") == "Incorrect username or password."
    anna.authenticate(first)
    anna.verify_tokens()
    assert anna.id_claims["email"] == "anna@example.com" and anna.access_claims["client_id"] == client[0]
    assert anna.check_token() is False
    before = anna.access_token
    anna.renew_access_token()
    assert anna.access_token != before

    user = anna.get_user(attr_map={"name": "full_name"})
    assert user.full_name == "Anna" and user.email_verified is True and user.sub
    anna.update_profile({"name": "Änna 🦊", "email": "anna.new@example.com"})
    anna.send_verification()
    anna.validate_verification(last_code(pool, "anna.new@example.com"))
    user = anna.get_user()
    assert user.name == "Änna 🦊" and user.email == "anna.new@example.com" and user.email_verified is True

    refused("NotAuthorizedException", anna.change_password, "Wrong-Horse-1", second)
    anna.change_password(first, second)
    anna.initiate_forgot_password()
    anna.confirm_forgot_password(last_code(pool, "anna.new@example.com"), third)
    anna.authenticate(third)
    anna.admin_authenticate(third)
    stale = cognito(
        pool, client, "anna", id_token=anna.id_token, access_token=anna.access_token, refresh_token=anna.refresh_token
    )
    stale.verify_tokens()
    anna.logout()
    assert anna.access_token is None
    refused("NotAuthorizedException", stale.renew_access_token)
    refused("NotAuthorizedException", stale.get_user)
    anna.authenticate(third)
    anna.delete_user()
    refused("UserNotFoundException", anna.admin_get_user)


@step
def lives_through_everything_with_a_secret():
    life(True)


@step
def lives_through_everything_without_a_secret():
    life(False)


@step
def chooses_a_new_password_when_invited():
    for secret in (True, False):
        pool = make_pool()
        client = make_client(pool, GenerateSecret=secret)
        make_user(pool, "berta", permanent=False, email="berta@example.com")
        berta = cognito(pool, client, "berta")
        raises(ForceChangePasswordException, berta.authenticate, first)
        berta.new_password_challenge(first, second)
        assert berta.access_claims["username"] == "berta"
        berta.authenticate(second)


@step
def signs_in_with_an_address_where_it_is_the_username():
    pool = make_pool(UsernameAttributes=["email"])
    client = make_client(pool)
    make_user(pool, "carl@example.com", email_verified="true")
    carl = cognito(pool, client, "carl@example.com")
    carl.authenticate(first)
    assert carl.access_claims["username"] == carl.access_claims["sub"]


@step
def registers_a_software_token_and_signs_in_with_it():
    for secret in (True, False):
        pool = make_pool()
        admin.set_user_pool_mfa_config(
            UserPoolId=pool, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
        )
        client = make_client(pool, GenerateSecret=secret)
        make_user(pool, "dora")
        dora = cognito(pool, client, "dora")
        dora.authenticate(first)
        key = dora.associate_software_token()
        refused("EnableSoftwareTokenMFAException", dora.verify_software_token, "000000")
        assert dora.verify_software_token(one_time_code(key), "phone") is True
        dora.authenticate(first)
        dora.set_user_mfa_preference(False, True, "SOFTWARE_TOKEN")
        raises(SoftwareTokenMFAChallengeException, dora.authenticate, first)
        refused("CodeMismatchException", dora.respond_to_software_token_mfa_challenge, "000000")
        dora.respond_to_software_token_mfa_challenge(one_time_code(key, 1))
        dora.verify_tokens()
        # Another process answers: the tokens of the challenge are handed over.
        asked = raises(SoftwareTokenMFAChallengeException, dora.authenticate, first).get_tokens()
        other = cognito(pool, client, "dora")
        assert "once" in refused(
            "ExpiredCodeException", other.respond_to_software_token_mfa_challenge, one_time_code(key, 1), asked
        )
        dora.set_user_mfa_preference(False, False)
        dora.authenticate(first)


@step
def signs_in_with_a_text_message():
    pool = make_pool()
    admin.set_user_pool_mfa_config(
        UserPoolId=pool,
        SmsMfaConfiguration={
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "texts"}
        },
        MfaConfiguration="OPTIONAL",
    )
    for secret in (True, False):
        client = make_client(pool, GenerateSecret=secret)
        name, number = ("emil", "+14155550101") if secret else ("emma", "+14155550102")
        make_user(pool, name, phone_number=number, phone_number_verified="true")
        user = cognito(pool, client, name)
        user.authenticate(first)
        user.set_user_mfa_preference(True, False, "SMS")
        asked = raises(SMSMFAChallengeException, user.authenticate, first).get_tokens()
        assert asked["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"
        refused("CodeMismatchException", user.respond_to_sms_mfa_challenge, "000000")
        user.respond_to_sms_mfa_challenge(last_code(pool, number))
        user.verify_tokens()


class AtTheEndpoint:
    """The device calls of pycognito name AWS's address in the code, so they are sent here as a proxy would."""

    def __enter__(self):
        self.post = requests.post

        def post(address, **arguments):
            assert address == "https://cognito-idp.us-east-1.amazonaws.com/", address
            return self.post(url, **arguments)

        requests.post = post
        return self

    def __exit__(self, *_):
        requests.post = self.post


@step
def confirms_remembers_and_signs_in_with_a_device():
    # Of a client without a secret: pycognito sends no SECRET_HASH with DEVICE_SRP_AUTH.
    for prompt in (False, True):
        pool = make_pool(
            DeviceConfiguration={
                "ChallengeRequiredOnNewDevice": True,
                "DeviceOnlyRememberedOnUserPrompt": prompt,
            }
        )
        admin.set_user_pool_mfa_config(
            UserPoolId=pool, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
        )
        client_id, _ = make_client(pool)
        make_user(pool, "fritz")

        def srp(**device):
            return AWSSRP(
                username="fritz",
                password=first,
                pool_id=pool,
                client_id=client_id,
                client=admin,
                **device,
            )

        plain = srp()
        tokens = plain.authenticate_user()
        metadata = tokens["AuthenticationResult"]["NewDeviceMetadata"]
        with AtTheEndpoint():
            response, device_password = plain.confirm_device(tokens=tokens, device_name="laptop")
            assert response.status_code == 200, response.text
            assert response.json() == {"UserConfirmationNecessary": prompt}, response.text
            said = plain.update_device_status(
                True, tokens["AuthenticationResult"]["AccessToken"], metadata["DeviceKey"]
            )
            assert "200" in said, said
        device = {
            "device_key": metadata["DeviceKey"],
            "device_group_key": metadata["DeviceGroupKey"],
            "device_password": device_password,
        }
        again = srp(**device).authenticate_user()["AuthenticationResult"]
        assert again["AccessToken"] and "NewDeviceMetadata" not in again
        refused("NotAuthorizedException", srp(**{**device, "device_password": "wrong"}).authenticate_user)
        # A session of a device is refreshed with its key: AWSSRP has no refresh, boto3 has.
        parameters = {"REFRESH_TOKEN": again["RefreshToken"], "DEVICE_KEY": metadata["DeviceKey"]}
        admin.initiate_auth(ClientId=client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters)
        with AtTheEndpoint():
            said = plain.forget_device(again["AccessToken"], metadata["DeviceKey"])
            assert "200" in said, said
        message = refused("ResourceNotFoundException", srp(**device).authenticate_user)
        assert message == "Device does not exist.", message


@step
def puts_tokens_into_requests():
    pool = make_pool()
    client_id, _ = make_client(pool)
    make_user(pool, "gerda")
    for token_type, use in ((TokenType.ACCESS_TOKEN, "access"), (TokenType.ID_TOKEN, "id")):
        auth = RequestsSrpAuth(
            username="gerda",
            password=first,
            user_pool_id=pool,
            client_id=client_id,
            user_pool_region="us-east-1",
            auth_token_type=token_type,
            boto3_client_kwargs=dict(settings),
        )
        prepared = requests.Request("GET", f"{url}/{pool}/.well-known/jwks.json", auth=auth).prepare()
        kind, token = prepared.headers["Authorization"].split(" ")
        assert kind == "Bearer"
        claims = auth.cognito_client.verify_token(token, f"{use}_token", use)
        assert claims["token_use"] == use
        assert requests.Session().send(prepared).status_code == 200


@step
def administers_users_groups_and_clients():
    pool = make_pool(Schema=[{"Name": "team", "AttributeDataType": "String", "Mutable": True}])
    client = make_client(pool)
    boss = cognito(pool, client, "hanna")
    boss.add_custom_attributes(team="red")
    made = boss.admin_create_user(
        "hanna", temporary_password=first, additional_kwargs={"MessageAction": "SUPPRESS"}, email="hanna@example.com"
    )
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    for number in range(65):
        make_user(pool, f"user{number:02d}", permanent=False)
    assert len(boss.get_users()) == 66
    admin.create_group(UserPoolId=pool, GroupName="admins", Precedence=1, Description="those who may")
    group = boss.get_group("admins")
    assert (group.group_name, group.precedence, group.description) == ("admins", 1, "those who may")
    assert [one.group_name for one in boss.get_groups()] == ["admins"]
    boss.admin_add_user_to_group("hanna", "admins")
    assert boss.admin_list_groups_for_user("hanna") == ["admins"]
    boss.admin_remove_user_from_group("hanna", "admins")
    assert boss.admin_list_groups_for_user("hanna") == []
    boss.admin_update_profile({"custom:team": "blue", "email_verified": True})
    user = boss.admin_get_user()
    assert getattr(user, "custom:team") == "blue" and user.email_verified is True and user.enabled is True
    user.email = "hanna.new@example.com"
    user.save(admin=True)
    assert boss.admin_get_user().email == "hanna.new@example.com"
    boss.admin_disable_user("hanna")
    assert boss.admin_get_user().enabled is False
    boss.admin_enable_user("hanna")
    admin.admin_set_user_password(UserPoolId=pool, Username="hanna", Password=second, Permanent=True)
    boss.admin_update_profile({"email_verified": True})
    boss.admin_reset_password("hanna")
    assert boss.admin_get_user().user_status == "RESET_REQUIRED"
    refused("PasswordResetRequiredException", boss.authenticate, second)
    boss.admin_update_user_pool_client(pool, client[0], ClientName="renamed")
    assert boss.describe_user_pool_client(pool, client[0])["ClientName"] == "renamed"
    user.delete(admin=True)
    refused("UserNotFoundException", boss.admin_get_user)


for one in steps:
    line = {"step": one.__name__.replace("_", " ")}
    try:
        one()
    except Exception:
        line["error"] = traceback.format_exc()
    print(json.dumps(line), flush=True)
