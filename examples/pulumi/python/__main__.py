import pulumi
from pulumi_aws_native import cognito

config = pulumi.Config()

pool = cognito.UserPool(
    "pool",
    user_pool_name="identity",
    auto_verified_attributes=["email"],
    mfa_configuration="OPTIONAL",
    enabled_mfas=["SOFTWARE_TOKEN_MFA"],
    policies={"password_policy": {"minimum_length": config.require_int("passwordLength")}},
    schema=[{"name": "tenant", "attribute_data_type": "String", "mutable": True}],
    user_pool_tags={"owner": "platform"},
)

cognito.UserPoolDomain("domain", user_pool_id=pool.user_pool_id, domain="identity-python")

orders = cognito.UserPoolResourceServer(
    "orders",
    user_pool_id=pool.user_pool_id,
    identifier="https://orders.example.com",
    name="orders",
    scopes=[
        {"scope_name": "read", "scope_description": "Read orders"},
        {"scope_name": "write", "scope_description": "Change orders"},
    ],
)

partner = cognito.UserPoolIdentityProvider(
    "partner",
    user_pool_id=pool.user_pool_id,
    provider_name="Partner",
    provider_type="OIDC",
    provider_details={
        "client_id": "partner-client",
        "client_secret": "partner-secret",
        "attributes_request_method": "GET",
        "authorize_scopes": "openid email",
        "oidc_issuer": "https://partner.example.com",
        "authorize_url": "https://partner.example.com/authorize",
        "token_url": "https://partner.example.com/token",
        "attributes_url": "https://partner.example.com/userinfo",
        "jwks_uri": "https://partner.example.com/jwks",
    },
    attribute_mapping={"email": "email"},
)

client = cognito.UserPoolClient(
    "client",
    user_pool_id=pool.user_pool_id,
    client_name="web",
    explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    allowed_o_auth_flows_user_pool_client=True,
    allowed_o_auth_flows=["code"],
    allowed_o_auth_scopes=["openid", pulumi.Output.concat(orders.identifier, "/read")],
    callback_urls=["https://app.example.com/signed-in"],
    supported_identity_providers=["COGNITO", partner.provider_name],
    access_token_validity=30,
    token_validity_units={"access_token": "minutes"},
)

administrators = cognito.UserPoolGroup(
    "administrators",
    user_pool_id=pool.user_pool_id,
    group_name="administrators",
    description="They may do more",
    precedence=1,
)

administrator = cognito.UserPoolUser(
    "administrator",
    user_pool_id=pool.user_pool_id,
    username="admin",
    user_attributes=[
        {"name": "email", "value": config.require("administratorEmail")},
        {"name": "email_verified", "value": "true"},
        {"name": "custom:tenant", "value": "acme"},
    ],
    desired_delivery_mediums=["EMAIL"],
    force_alias_creation=False,
    message_action="SUPPRESS",
    client_metadata={"origin": "pulumi"},
    validation_data=[{"name": "badge", "value": "7"}],
)

cognito.UserPoolUserToGroupAttachment(
    "membership",
    user_pool_id=pool.user_pool_id,
    group_name=administrators.group_name,
    username=administrator.username,
)

pulumi.export("poolId", pool.user_pool_id)
pulumi.export("clientId", client.client_id)
pulumi.export("administrator", administrator.username)
pulumi.export("administratorId", administrator.id)
