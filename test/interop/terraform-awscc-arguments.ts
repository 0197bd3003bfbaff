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
  name           = "cloud-control"
  user_pool_tier = "PLUS"
  user_pool_add_ons {
    advanced_security_mode = "AUDIT"
  }
}

resource "aws_cognito_user_pool" "streamed" {
  name = "streamed"
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

resource "awscc_cognito_user_pool_user" "invited" {
  user_pool_id             = aws_cognito_user_pool.main.id
  username                 = "bob"
  user_attributes          = [{ name = "email", value = "bob@example.com" }]
  desired_delivery_mediums = ["EMAIL"]
  force_alias_creation     = false
  message_action           = "SUPPRESS"
  client_metadata          = { reason = "test" }
  validation_data          = [{ name = "domain", value = "example.com" }]
${unimportable(
  "desired_delivery_mediums",
  "force_alias_creation",
  "message_action",
  "client_metadata",
  "validation_data",
)}
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

resource "awscc_cognito_user_pool_domain" "custom" {
  user_pool_id = aws_cognito_user_pool.main.id
  domain       = "login.cloud-control.example.com"
  custom_domain_config = {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/${first ? "1111" : "2222"}1111-2222-3333-4444-555555555555"
  }
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
  analytics_configuration = {
    application_arn = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/11111111222233334444555555555555"
  }
  refresh_token_rotation = {
    feature                    = "${first ? "ENABLED" : "DISABLED"}"
    retry_grace_period_seconds = ${first ? 10 : 20}
  }
}
`;

const functions = "arn:aws:lambda:us-west-2:123456789012:function";

/** Settings that a pool or a client has once. */
const settings = (first: boolean): string => `
resource "awscc_cognito_log_delivery_configuration" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  log_configurations = [
    {
      event_source = "userNotification"
      log_level    = "ERROR"
      cloudwatch_logs_configuration = {
        log_group_arn = "arn:aws:logs:us-east-1:123456789012:log-group:${first ? "one" : "two"}"
      }
    },
    {
      event_source = "userAuthEvents"
      log_level    = "INFO"
      s3_configuration = {
        bucket_arn = "arn:aws:s3:::${first ? "one" : "two"}"
      }
    },
  ]
}

resource "awscc_cognito_log_delivery_configuration" "streamed" {
  user_pool_id = aws_cognito_user_pool.streamed.id
  log_configurations = [{
    event_source = "userAuthEvents"
    log_level    = "INFO"
    firehose_configuration = {
      stream_arn = "arn:aws:firehose:us-east-1:123456789012:deliverystream/${first ? "one" : "two"}"
    }
  }]
}

resource "awscc_cognito_managed_login_branding" "main" {
  user_pool_id            = aws_cognito_user_pool.main.id
  client_id               = awscc_cognito_user_pool_client.main.client_id
  return_merged_resources = false
  settings = jsonencode({
    components = { primaryButton = { lightMode = { defaults = { backgroundColor = "${first ? "0972d3ff" : "aa72d3ff"}" } } } }
  })
  assets = [{
    category   = "FORM_BACKGROUND"
    color_mode = "LIGHT"
    extension  = "PNG"
    bytes      = "${logo}"
  }]
${unimportable("client_id", "return_merged_resources")}
}

resource "awscc_cognito_managed_login_branding" "plain" {
  user_pool_id                = aws_cognito_user_pool.main.id
  client_id                   = awscc_cognito_user_pool_client.rotating.client_id
  use_cognito_provided_values = true
${unimportable("client_id")}
}

resource "awscc_cognito_terms" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = awscc_cognito_user_pool_client.main.client_id
  terms_name   = "terms-of-use"
  terms_source = "LINK"
  enforcement  = "NONE"
  links = {
    "cognito:default" = "https://example.com/terms"
    "cognito:german"  = "https://example.com/${first ? "bedingungen" : "nutzungsbedingungen"}"
  }
${unimportable("client_id")}
}

resource "awscc_cognito_user_pool_risk_configuration_attachment" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = "ALL"
  account_takeover_risk_configuration = {
    actions = {
      low_action    = { event_action = "NO_ACTION", notify = ${!first} }
      medium_action = { event_action = "MFA_IF_CONFIGURED", notify = true }
      high_action   = { event_action = "${first ? "MFA_REQUIRED" : "BLOCK"}", notify = true }
    }
    notify_configuration = {
      from       = "one@example.com"
      reply_to   = "${first ? "one" : "two"}@example.com"
      source_arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
      block_email     = { subject = "Blocked", text_body = "Was it you?", html_body = "<p>Was it you?</p>" }
      mfa_email       = { subject = "Asked", text_body = "Was it you?", html_body = "<p>Was it you?</p>" }
      no_action_email = { subject = "Seen", text_body = "Was it you?", html_body = "<p>Was it you?</p>" }
    }
  }
  compromised_credentials_risk_configuration = {
    actions      = { event_action = "${first ? "NO_ACTION" : "BLOCK"}" }
    event_filter = ["SIGN_IN"]
  }
  risk_exception_configuration = {
    blocked_ip_range_list = ["192.0.2.${first ? 1 : 2}/32"]
    skipped_ip_range_list = ["198.51.100.0/24"]
  }
}

resource "awscc_cognito_user_pool_ui_customization_attachment" "main" {
  user_pool_id = awscc_cognito_user_pool_domain.main.user_pool_id
  client_id    = awscc_cognito_user_pool_client.main.client_id
  css          = ".banner-customizable { padding: ${first ? 10 : 20}px; }"
}

resource "awscc_cognito_user_pool_replica" "main" {
  user_pool_id             = aws_cognito_user_pool.main.id
  region_name              = "us-west-2"
  user_pool_tags_at_create = { copy = "yes" }
${unimportable("user_pool_tags_at_create")}
}

resource "awscc_cognito_user_pool_regional_configuration_attachment" "main" {
  user_pool_id = awscc_cognito_user_pool_replica.main.user_pool_id
  status       = "${first ? "INACTIVE" : "ACTIVE"}"
  email_configuration = {
    configuration_set      = "${first ? "one" : "two"}"
    email_sending_account  = "DEVELOPER"
    from                   = "there@example.com"
    reply_to_email_address = "there@example.com"
    source_arn             = "arn:aws:ses:us-west-2:123456789012:identity/there@example.com"
  }
  lambda_config = {
    ${[
      "create_auth_challenge",
      "custom_message",
      "define_auth_challenge",
      "post_authentication",
      "post_confirmation",
      "pre_authentication",
      "pre_sign_up",
      "pre_token_generation",
      "user_migration",
      "verify_auth_challenge_response",
    ]
      .map((name) => `${name} = "${functions}:${name}"`)
      .join("\n    ")}
    kms_key_id = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555"
    pre_token_generation_config = { lambda_arn = "${functions}:pre_token_generation", lambda_version = "V1_0" }
    custom_email_sender         = { lambda_arn = "${functions}:email", lambda_version = "V1_0" }
    custom_sms_sender           = { lambda_arn = "${functions}:sms", lambda_version = "V1_0" }
    inbound_federation          = { lambda_arn = "${functions}:federation", lambda_version = "V1_0" }
  }
  sms_configuration = {
    external_id    = "${first ? "one" : "two"}"
    sns_caller_arn = "arn:aws:iam::123456789012:role/sns"
    sns_region     = "us-west-2"
  }
  user_pool_tags = { copy = "${first ? "one" : "two"}" }
}
`;

/** What nobody can read cannot be imported; without this the provider would then make the resource anew. */
const unimportable = (...names: readonly string[]): string => `  lifecycle {
    ignore_changes = [${names.join(", ")}]
  }`;

/** A picture of one pixel. */
const logo = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

/** The whole configuration of one stage. */
export function cloudControl(stage: "first" | "second"): string {
  const first = stage === "first";
  return providers + inhabitants(first) + clients(first) + settings(first);
}
