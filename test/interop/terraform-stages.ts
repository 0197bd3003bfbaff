/**
 * Owns the configurations that terraform.test.ts applies one after another to the same state: everything set, then
 * changed and taken away, then passwords cleared. And those of terraform-import.test.ts.
 */

const provider = (stage: string) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = {
      owner = "platform"
      stage = "default"
      now   = "${stage}"
    }
  }
}
`;

/** Everything set. */
export const created = `${provider("created")}
resource "aws_cognito_user_pool" "main" {
  name                       = "changes"
  alias_attributes           = ["email"]
  auto_verified_attributes   = ["email"]
  mfa_configuration          = "OPTIONAL"
  sms_authentication_message = "Your code is {####}"
  email_verification_subject = "Prove it"
  email_verification_message = "Prove it with {####}"

  schema {
    name                = "foo"
    attribute_data_type = "String"
    mutable             = true
    string_attribute_constraints {}
  }

  sms_configuration {
    external_id    = "example"
    sns_caller_arn = "arn:aws:iam::123456789012:role/example"
  }
  software_token_mfa_configuration {
    enabled = true
  }
  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }
  user_pool_add_ons {
    advanced_security_mode = "AUDIT"
  }
  device_configuration {
    challenge_required_on_new_device      = false
    device_only_remembered_on_user_prompt = false
  }
  tags = {
    stage = "own"
    team  = "red"
  }
}

resource "aws_cognito_user_pool" "hooks" {
  name                = "hooks"
  deletion_protection = "ACTIVE"
  lambda_config {
    pre_sign_up          = "arn:aws:lambda:us-east-1:123456789012:function:before"
    pre_token_generation = "arn:aws:lambda:us-east-1:123456789012:function:token"
  }
}

resource "aws_cognito_user" "temporary" {
  user_pool_id       = aws_cognito_user_pool.main.id
  username           = "temporary"
  temporary_password = "Temp-Pass-1"
  message_action     = "SUPPRESS"
}

resource "aws_cognito_user" "permanent" {
  user_pool_id = aws_cognito_user_pool.main.id
  username     = "permanent"
  password     = "Own-Horse-1"
  attributes = {
    email          = "permanent@example.com"
    email_verified = true
    foo            = "bar"
    name           = "Permanent"
  }
}

resource "aws_cognito_user" "disabled" {
  user_pool_id             = aws_cognito_user_pool.main.id
  username                 = "disabled"
  enabled                  = false
  temporary_password       = "Temp-Pass-1"
  desired_delivery_mediums = ["EMAIL", "SMS"]
  client_metadata          = { reason = "test" }
  validation_data          = { domain = "example.com" }
  attributes = {
    email        = "disabled@example.com"
    phone_number = "+15555550100"
  }
}

resource "aws_cognito_user_pool_client" "app" {
  name                = "app"
  user_pool_id        = aws_cognito_user_pool.main.id
  explicit_auth_flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
}

resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_user_in_group" "permanent" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = aws_cognito_user_group.admins.name
  username     = aws_cognito_user.permanent.username
}

resource "aws_cognito_resource_server" "orders" {
  identifier   = "https://orders.example.com"
  name         = "orders"
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_identity_provider" "partner" {
  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Partner"
  provider_type = "OIDC"
  provider_details = {
    client_id                     = "partner-client"
    client_secret                 = "partner-secret"
    attributes_request_method     = "GET"
    authorize_scopes              = "openid email"
    oidc_issuer                   = "https://partner.example.com"
    authorize_url                 = "https://partner.example.com/authorize"
    token_url                     = "https://partner.example.com/token"
    attributes_url                = "https://partner.example.com/userinfo"
    jwks_uri                      = "https://partner.example.com/jwks"
    attributes_url_add_attributes = "false"
  }
  attribute_mapping = {
    email    = "email"
    username = "sub"
  }
}

resource "aws_cognito_identity_provider" "google" {
  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Google"
  provider_type = "Google"
  provider_details = {
    attributes_url                = "https://people.googleapis.com/v1/people/me?personFields="
    attributes_url_add_attributes = "true"
    authorize_scopes              = "email"
    authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
    client_id                     = "google-client.apps.googleusercontent.com"
    client_secret                 = "google-secret"
    oidc_issuer                   = "https://accounts.google.com"
    token_request_method          = "POST"
    token_url                     = "https://www.googleapis.com/oauth2/v4/token"
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name                                 = "web"
  user_pool_id                         = aws_cognito_user_pool.main.id
  generate_secret                      = true
  explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH"]
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = ["https://app.example.com/back", "https://app.example.com/other"]
  default_redirect_uri                 = "https://app.example.com/back"
  logout_urls                          = ["https://app.example.com/out"]
  supported_identity_providers         = ["COGNITO", aws_cognito_identity_provider.partner.provider_name]
  prevent_user_existence_errors        = "ENABLED"
  auth_session_validity                = 5
  access_token_validity                = 30
  token_validity_units {
    access_token = "minutes"
  }
  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 10
  }
}

resource "aws_cognito_user_pool" "emails" {
  name                = "emails"
  username_attributes = ["email"]
}

resource "aws_cognito_user" "by_email" {
  user_pool_id = aws_cognito_user_pool.emails.id
  username     = "ann@example.com"
  attributes   = { email = "ann@example.com" }
}

resource "aws_cognito_user_pool_domain" "main" {
  domain       = "poolhouse-changes"
  user_pool_id = aws_cognito_user_pool.main.id
}
${outputs()}`;

/** Blocks and attributes taken away, the schema grown, the rest changed. */
export const changed = `${provider("changed")}
resource "aws_cognito_user_pool" "main" {
  name                     = "changes"
  alias_attributes         = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OFF"

  schema {
    name                = "foo"
    attribute_data_type = "String"
    mutable             = true
    string_attribute_constraints {}
  }
  schema {
    name                = "level"
    attribute_data_type = "Number"
    mutable             = true
    number_attribute_constraints {
      min_value = 1
      max_value = 9
    }
  }
  password_policy {
    minimum_length    = 10
    require_lowercase = true
    require_numbers   = true
    require_uppercase = true
  }
  admin_create_user_config {
    allow_admin_create_user_only = true
  }
  tags = {
    team = "blue"
  }
}

resource "aws_cognito_user_pool" "hooks" {
  name                = "hooks"
  deletion_protection = "INACTIVE"
}

resource "aws_cognito_user" "temporary" {
  user_pool_id   = aws_cognito_user_pool.main.id
  username       = "temporary"
  password       = "Own-Horse-2"
  message_action = "SUPPRESS"
}

resource "aws_cognito_user" "permanent" {
  user_pool_id = aws_cognito_user_pool.main.id
  username     = "permanent"
  password     = "Own-Horse-2"
  attributes = {
    level = "7"
    name  = "Changed"
  }
}

resource "aws_cognito_user" "disabled" {
  user_pool_id       = aws_cognito_user_pool.main.id
  username           = "disabled"
  enabled            = true
  temporary_password = "Temp-Pass-2"
  attributes = {
    email        = "disabled@example.com"
    phone_number = "+15555550100"
  }
}

resource "aws_cognito_user_pool_client" "app" {
  name                   = "app"
  user_pool_id           = aws_cognito_user_pool.main.id
  explicit_auth_flows    = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  access_token_validity  = 20
  refresh_token_validity = 7
  read_attributes        = ["email", "custom:level"]
  token_validity_units {
    access_token  = "minutes"
    id_token      = "hours"
    refresh_token = "days"
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name                  = "web"
  user_pool_id          = aws_cognito_user_pool.main.id
  generate_secret       = true
  explicit_auth_flows   = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  access_token_validity = 1
}

resource "aws_cognito_user_pool" "emails" {
  name                = "emails"
  username_attributes = ["email"]
}

resource "aws_cognito_user" "by_email" {
  user_pool_id = aws_cognito_user_pool.emails.id
  username     = "ann@example.com"
  attributes   = { email = "ann@example.com", name = "Ann" }
}

resource "aws_cognito_user_group" "admins" {
  name         = "admins"
  description  = "They may do more"
  precedence   = 3
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "aws_cognito_resource_server" "orders" {
  identifier   = "https://orders.example.com"
  name         = "orders"
  user_pool_id = aws_cognito_user_pool.main.id
  scope {
    scope_name        = "read"
    scope_description = "Read orders"
  }
}

resource "aws_cognito_identity_provider" "partner" {
  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Partner"
  provider_type = "OIDC"
  provider_details = {
    client_id                     = "partner-client-2"
    client_secret                 = "partner-secret"
    attributes_request_method     = "GET"
    authorize_scopes              = "openid email"
    oidc_issuer                   = "https://partner.example.com"
    authorize_url                 = "https://partner.example.com/authorize"
    token_url                     = "https://partner.example.com/token"
    attributes_url                = "https://partner.example.com/userinfo"
    jwks_uri                      = "https://partner.example.com/jwks"
    attributes_url_add_attributes = "false"
  }
  attribute_mapping = {
    name     = "name"
    username = "sub"
  }
}
${outputs()}`;

/** Passwords cleared, which must not reset them; an alias taken over; a user invited once more and so adopted. */
export const cleared = `${changed.replaceAll(/^ *(temporary_)?password +=.*\n/gm, "")}
resource "aws_cognito_user" "holder" {
  user_pool_id   = aws_cognito_user_pool.main.id
  username       = "holder"
  message_action = "SUPPRESS"
  attributes     = { email = "shared@example.com" }
}

resource "aws_cognito_user" "heir" {
  user_pool_id         = aws_cognito_user_pool.main.id
  username             = "heir"
  message_action       = "SUPPRESS"
  force_alias_creation = true
  depends_on           = [aws_cognito_user.holder]
  attributes = {
    email          = "shared@example.com"
    email_verified = true
  }
}

resource "aws_cognito_user" "invited" {
  user_pool_id   = aws_cognito_user_pool.main.id
  username       = "invited"
  message_action = "RESEND"
  attributes     = { email = "invited@example.com" }
}

data "aws_cognito_user_pools" "main" {
  name = aws_cognito_user_pool.main.name
}

data "aws_cognito_user_pool" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
}

data "aws_cognito_user_pool_clients" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
}

data "aws_cognito_user_pool_client" "app" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = aws_cognito_user_pool_client.app.id
}

data "aws_cognito_user_groups" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
}

output "found" {
  value = join(" ", concat(
    data.aws_cognito_user_pools.main.ids,
    [data.aws_cognito_user_pool.main.name],
    sort(data.aws_cognito_user_pool_clients.main.client_names),
    [data.aws_cognito_user_pool_client.app.name],
    data.aws_cognito_user_groups.main.groups[*].group_name,
  ))
}
`;

/** A fresh state for what is there already. */
export const imported = (poolId: string, clientId: string) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
}

import {
  to = aws_cognito_user_pool_client.app
  id = "${poolId}/${clientId}"
}

resource "aws_cognito_user_pool_client" "app" {
  name         = "app"
  user_pool_id = "${poolId}"
}

resource "aws_cognito_user_pool" "pool" {
  name = "hooks"
}

resource "aws_cognito_user" "user" {
  user_pool_id = "${poolId}"
  username     = "user"
}
`;

/** The printed import lines name a pool of this region, so that it must have been made with the id that they print. */
export const printed = (region: string, poolId: string, rest: string) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "${region}"
}

resource "aws_cognito_user_pool" "pool" {
  name = "printed"
  tags = { "poolhouse:id" = "${poolId}" }
}
${rest}`;

/** What the provider refuses before any call. */
export const conflicting = `${provider("conflicting")}
resource "aws_cognito_user_pool" "aliases" {
  name                = "a"
  alias_attributes    = ["email"]
  username_attributes = ["email"]
}

resource "aws_cognito_user_pool" "texts" {
  name                       = "a"
  email_verification_message = "Prove it with {####}"
  email_verification_subject = "Prove it"
  sms_verification_message   = "Prove it with {####}"
  verification_message_template {
    email_message = "Prove it with {####}"
    email_subject = "Prove it"
    sms_message   = "Prove it with {####}"
  }
}

resource "aws_cognito_user" "passwords" {
  user_pool_id       = "us-east-1_000000000"
  username           = "ann"
  password           = "Own-Horse-1"
  temporary_password = "Temp-Pass-1"
}

resource "aws_cognito_user" "nothing" {
}

resource "aws_cognito_user_pool" "blocks" {
  sms_configuration {
  }
  account_recovery_setting {
    recovery_mechanism {
    }
  }
  lambda_config {
    custom_email_sender {
    }
    pre_token_generation_config {
    }
  }
  software_token_mfa_configuration {
  }
  user_attribute_update_settings {
  }
  user_pool_add_ons {
  }
  username_configuration {
  }
}
`;

function outputs(): string {
  return (
    ["main", "hooks"]
      .map(
        (name) => `
output "${name}" {
  value = aws_cognito_user_pool.${name}.id
}
`,
      )
      .join("") +
    `
output "tags" {
  value = join(",", [for key, value in aws_cognito_user_pool.main.tags_all : "\${key}=\${value}"])
}

output "endpoint" {
  value = aws_cognito_user_pool.main.endpoint
}

output "sub" {
  value = aws_cognito_user.permanent.sub
}

output "client" {
  value = aws_cognito_user_pool_client.app.id
}
`
  );
}
