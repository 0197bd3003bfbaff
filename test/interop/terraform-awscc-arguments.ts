/**
 * Owns the two configurations of terraform-awscc.test.ts: the user-pool resources of the Cloud Control provider with all
 * their arguments, first set, then changed. Lists stand in the order in which the service shows them, because an import
 * has no other.
 */

const providers = `
terraform {
  required_providers {
    aws   = { source = "hashicorp/aws" }
    awscc = { source = "hashicorp/awscc" }
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "awscc" {
  region = "us-east-1"
}

resource "aws_cognito_user_pool" "main" {
  name = "cloud-control"
}
`;

const inhabitants = (first: boolean): string => `
resource "awscc_cognito_user_pool_group" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = "readers"
  description  = "${first ? "They read" : "They read and write"}"
  precedence   = ${first ? 5 : 1}
  role_arn     = "arn:aws:iam::123456789012:role/${first ? "reader" : "writer"}"
}

resource "awscc_cognito_user_pool_user" "named" {
  user_pool_id = aws_cognito_user_pool.main.id
  username     = "ann"
  user_attributes = [
    { name = "name", value = "${first ? "Ann" : "Anna"}" },
    { name = "email", value = "ann@example.com" },
    { name = "email_verified", value = "true" },
  ]
}

resource "awscc_cognito_user_pool_user" "nameless" {
  user_pool_id = aws_cognito_user_pool.main.id
}

resource "awscc_cognito_user_pool_user_to_group_attachment" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = awscc_cognito_user_pool_group.main.group_name
  username     = awscc_cognito_user_pool_user.named.username
  lifecycle {
    replace_triggered_by = [awscc_cognito_user_pool_user.named]
  }
}

resource "awscc_cognito_user_pool_resource_server" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  identifier   = "https://api.example.com"
  name         = "${first ? "api" : "the api"}"
  scopes = [
    { scope_name = "read", scope_description = "${first ? "Read" : "Read all"}" },
    { scope_name = "write", scope_description = "Write" },
  ]
}

resource "awscc_cognito_user_pool_identity_provider" "main" {
  user_pool_id    = aws_cognito_user_pool.main.id
  provider_name   = "Partner"
  provider_type   = "OIDC"
  idp_identifiers = ["partner.example.com"${first ? "" : ', "second.example.com"'}]
  provider_details = {
    client_id                     = "partner-client"
    client_secret                 = "partner-secret"
    attributes_request_method     = "${first ? "GET" : "POST"}"
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

resource "awscc_cognito_user_pool_domain" "main" {
  user_pool_id          = aws_cognito_user_pool.main.id
  domain                = "poolhouse-cloud-control"
  managed_login_version = ${first ? 1 : 2}
}
`;

const clients = (first: boolean): string => `
resource "awscc_cognito_user_pool_client" "main" {
  user_pool_id                                  = aws_cognito_user_pool.main.id
  client_name                                   = "${first ? "one" : "two"}"
  generate_secret                               = true
  access_token_validity                         = ${first ? 10 : 20}
  allowed_o_auth_flows                          = ${first ? '["code"]' : '["code", "implicit"]'}
  allowed_o_auth_flows_user_pool_client         = true
  allowed_o_auth_scopes                         = ["\${awscc_cognito_user_pool_resource_server.main.identifier}/read", "openid"]
  auth_session_validity                         = ${first ? 4 : 6}
  callback_ur_ls                                = ["https://app.example.com/${first ? "one" : "two"}"]
  default_redirect_uri                          = "https://app.example.com/${first ? "one" : "two"}"
  enable_propagate_additional_user_context_data = ${first}
  enable_token_revocation                       = ${!first}
  explicit_auth_flows                           = ["ALLOW_REFRESH_TOKEN_AUTH", ${first ? "" : '"ALLOW_USER_AUTH", '}"ALLOW_USER_SRP_AUTH"]
  id_token_validity                             = ${first ? 1 : 2}
  logout_ur_ls                                  = ["https://app.example.com/out/${first ? "one" : "two"}"]
  prevent_user_existence_errors                 = "${first ? "LEGACY" : "ENABLED"}"
  read_attributes                               = ["email", ${first ? "" : '"email_verified", '}"name"]
  refresh_token_validity                        = ${first ? 5 : 6}
  supported_identity_providers                  = ["COGNITO", awscc_cognito_user_pool_identity_provider.main.provider_name]
  write_attributes                              = ["email"${first ? "" : ', "name"'}]
  analytics_configuration = {
    application_id   = "11111111222233334444555555555555"
    external_id      = "${first ? "one" : "two"}"
    role_arn         = "arn:aws:iam::123456789012:role/analytics"
    user_data_shared = ${first}
  }
  token_validity_units = {
    access_token  = "minutes"
    id_token      = "hours"
    refresh_token = "days"
  }
}

resource "awscc_cognito_user_pool_client" "rotating" {
  user_pool_id        = aws_cognito_user_pool.main.id
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
  refresh_token_rotation = {
    feature                    = "${first ? "ENABLED" : "DISABLED"}"
    retry_grace_period_seconds = ${first ? 10 : 20}
  }
}
`;

/** The whole configuration of one stage. */
export function cloudControl(stage: "first" | "second"): string {
  const first = stage === "first";
  return providers + inhabitants(first) + clients(first);
}
