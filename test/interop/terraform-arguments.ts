/**
 * Owns the two configurations of terraform-arguments.test.ts: every argument and block of the provider's user-pool
 * resources that the other configurations leave out, first set, then changed.
 */

/** What changes from the first configuration to the second. */
interface Stage {
  readonly first: boolean;
}

const roles = "arn:aws:iam::123456789012:role";
const certificates = "arn:aws:acm:us-east-1:123456789012:certificate";

/** The metadata document of a SAML provider, with a certificate of which only the form counts. */
const metadata = (location: string): string =>
  [
    '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://saml.example.com">',
    '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}/out"/>`,
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${location}"/>`,
    "</md:IDPSSODescriptor>",
    "</md:EntityDescriptor>",
  ].join("");

/** Two pictures of one pixel. */
const logos = [
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
];

/** The provider, with a tag of its own on whatever has tags. */
const provider = ({ first }: Stage): string => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { stage = "${first ? "first" : "second"}" }
  }
}
`;

/** Pools: second factors, passkeys, sign-in policy, threat protection. */
const pools = ({ first }: Stage): string => `
resource "aws_cognito_user_pool" "main" {
  name                     = "arguments"
  auto_verified_attributes = ["email", "phone_number"]
  deletion_protection      = "INACTIVE"
  mfa_configuration        = "OPTIONAL"
  user_pool_tier           = "PLUS"
  sms_authentication_message = "${first ? "Code" : "New code"} {####}"

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = ${first ? 1 : 2}
    }
    recovery_mechanism {
      name     = "verified_phone_number"
      priority = ${first ? 2 : 1}
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = ${first}
    invite_message_template {
      email_message = "${first ? "Hello" : "Welcome"} {username}, your temporary password is {####}"
      email_subject = "${first ? "Hello" : "Welcome"}"
      sms_message   = "${first ? "Hello" : "Welcome"} {username} {####}"
    }
  }

  email_configuration {
    configuration_set      = "${first ? "one" : "two"}"
    email_sending_account  = "DEVELOPER"
    from_email_address     = "${first ? "one" : "two"}@example.com"
    reply_to_email_address = "${first ? "one" : "two"}@example.com"
    source_arn             = "arn:aws:ses:us-east-1:123456789012:identity/example.com"
  }

  email_mfa_configuration {
    message = "${first ? "Code" : "New code"} {####}"
    subject = "${first ? "Code" : "New code"}"
  }

  password_policy {
    minimum_length                   = ${first ? 10 : 12}
    password_history_size            = ${first ? 3 : 5}
    require_lowercase                = true
    require_numbers                  = ${first}
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = ${first ? 2 : 4}
  }

  sms_configuration {
    external_id    = "${first ? "one" : "two"}"
    sns_caller_arn = "${roles}/${first ? "one" : "two"}"
    sns_region     = "us-east-1"
  }

  software_token_mfa_configuration {
    enabled = true
  }

  user_pool_add_ons {
    advanced_security_mode = "${first ? "AUDIT" : "ENFORCED"}"
    advanced_security_additional_flows {
      custom_auth_mode = "${first ? "AUDIT" : "ENFORCED"}"
    }
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_message        = "${first ? "Prove" : "Confirm"} {####}"
    email_subject        = "${first ? "Prove" : "Confirm"}"
    sms_message          = "${first ? "Prove" : "Confirm"} {####}"
  }

  tags = {
    own   = "${first ? "one" : "two"}"
    ${first ? 'gone = "soon"' : 'come = "late"'}
  }
}

resource "aws_cognito_user_pool" "passkeys" {
  name                = "passkeys"
  username_attributes = ["email"]
  user_pool_tier      = "ESSENTIALS"

  sign_in_policy {
    allowed_first_auth_factors = ${first ? '["PASSWORD", "WEB_AUTHN"]' : '["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]'}
  }

  username_configuration {
    case_sensitive = true
  }

  web_authn_configuration {
    relying_party_id  = "${first ? "one" : "two"}.example.com"
    user_verification = "${first ? "preferred" : "required"}"
  }
}
`;

/** Who and what lives in a pool. */
const inhabitants = ({ first }: Stage): string => `
resource "aws_cognito_user_group" "main" {
  name         = "readers"
  user_pool_id = aws_cognito_user_pool.main.id
  description  = "${first ? "They read" : "They read and write"}"
  precedence   = ${first ? 5 : 0}
  role_arn     = "${roles}/${first ? "reader" : "writer"}"
}

resource "aws_cognito_user" "main" {
  user_pool_id   = aws_cognito_user_pool.main.id
  username       = "ann"
  message_action = "SUPPRESS"
  attributes     = { name = "${first ? "Ann" : "Anna"}" }
}

resource "aws_cognito_user_in_group" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = aws_cognito_user_group.main.name
  username     = aws_cognito_user.main.username
}

resource "aws_cognito_resource_server" "main" {
  identifier   = "https://api.example.com"
  name         = "api"
  user_pool_id = aws_cognito_user_pool.main.id
  scope {
    scope_name        = "read"
    scope_description = "${first ? "Read" : "Read all"}"
  }
  scope {
    scope_name        = "${first ? "write" : "delete"}"
    scope_description = "Change"
  }
}

resource "aws_cognito_user_pool_domain" "prefix" {
  domain                = "poolhouse-arguments"
  user_pool_id          = aws_cognito_user_pool.main.id
  managed_login_version = ${first ? 1 : 2}
}

resource "aws_cognito_user_pool_domain" "custom" {
  domain          = "login.arguments.example.com"
  user_pool_id    = aws_cognito_user_pool.main.id
  certificate_arn = "${certificates}/${first ? "11111111" : "22222222"}-2222-3333-4444-555555555555"
}
`;

/** Providers of identities, one of each form. */
const identityProviders = ({ first }: Stage): string => `
resource "aws_cognito_identity_provider" "oidc" {
  user_pool_id    = aws_cognito_user_pool.main.id
  provider_name   = "Partner"
  provider_type   = "OIDC"
  idp_identifiers = ${first ? '["partner.example.com", "partner"]' : '["partner.example.com"]'}
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
    ${first ? "" : 'name = "name"'}
  }
}

resource "aws_cognito_identity_provider" "saml" {
  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Company"
  provider_type = "SAML"
  provider_details = {
    MetadataFile            = <<-XML
      ${metadata(first ? "https://saml.example.com/one" : "https://saml.example.com/two")}
    XML
    SSORedirectBindingURI   = "https://saml.example.com/${first ? "one" : "two"}"
    SLORedirectBindingURI   = "https://saml.example.com/${first ? "one" : "two"}/out"
  }
  attribute_mapping = {
    email = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"
  }
}
`;

/** Every argument that both kinds of client have. */
const ofClients = ({ first }: Stage, analytics: string): string => `
  access_token_validity                         = ${first ? 10 : 20}
  allowed_oauth_flows                           = ${first ? '["code"]' : '["code", "implicit"]'}
  allowed_oauth_flows_user_pool_client          = true
  allowed_oauth_scopes                          = ["openid", "\${aws_cognito_resource_server.main.identifier}/read"]
  auth_session_validity                         = ${first ? 4 : 6}
  callback_urls                                 = ["https://app.example.com/${first ? "one" : "two"}"]
  default_redirect_uri                          = "https://app.example.com/${first ? "one" : "two"}"
  enable_propagate_additional_user_context_data = ${first}
  enable_token_revocation                       = ${!first}
  id_token_validity                             = ${first ? 1 : 2}
  logout_urls                                   = ["https://app.example.com/out/${first ? "one" : "two"}"]
  prevent_user_existence_errors                 = "${first ? "LEGACY" : "ENABLED"}"
  read_attributes                               = ["email", "name"${first ? "" : ', "email_verified"'}]
  refresh_token_validity                        = ${first ? 5 : 6}
  supported_identity_providers                  = ["COGNITO", aws_cognito_identity_provider.oidc.provider_name]
  write_attributes                              = ["email"${first ? "" : ', "name"'}]
  analytics_configuration {
    ${analytics}
    user_data_shared = ${first}
  }
  token_validity_units {
    access_token  = "minutes"
    id_token      = "hours"
    refresh_token = "days"
  }`;

const applicationOf = ({ first }: Stage): string => `application_id   = "11111111222233334444555555555555"
    external_id      = "${first ? "one" : "two"}"
    role_arn         = "${roles}/analytics"`;

const applicationArn =
  'application_arn  = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/11111111222233334444555555555555"';

/** App clients: of their own, and such as another program made. */
const clients = (stage: Stage): string => `
resource "aws_cognito_user_pool_client" "main" {
  name                = "${stage.first ? "one" : "two"}"
  user_pool_id        = aws_cognito_user_pool.main.id
  generate_secret     = true
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"${stage.first ? "" : ', "ALLOW_USER_AUTH"'}]
  ${ofClients(stage, applicationOf(stage))}
  // Whether a client was given a secret cannot be imported: without this the provider would replace it.
  lifecycle {
    ignore_changes = [generate_secret]
  }
}

resource "aws_cognito_user_pool_client" "rotating" {
  name         = "rotating"
  user_pool_id = aws_cognito_user_pool.main.id
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH"]
  refresh_token_rotation {
    feature                    = "${stage.first ? "ENABLED" : "DISABLED"}"
    retry_grace_period_seconds = ${stage.first ? 10 : 20}
  }
  analytics_configuration {
    ${applicationArn}
  }
}

resource "aws_cognito_user_pool_client" "theirs" {
  for_each        = toset(["prefix-of-another-program", "of-another-program-pattern"])
  name            = each.key
  user_pool_id    = aws_cognito_user_pool.main.id
  generate_secret = true
  lifecycle {
    ignore_changes = all
  }
}

resource "aws_cognito_managed_user_pool_client" "by_prefix" {
  name_prefix         = "prefix"
  user_pool_id        = aws_cognito_user_pool.main.id
  depends_on          = [aws_cognito_user_pool_client.theirs]
  explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  ${ofClients(stage, applicationOf(stage))}
}

resource "aws_cognito_managed_user_pool_client" "by_pattern" {
  name_pattern = "-pattern$"
  user_pool_id = aws_cognito_user_pool.main.id
  depends_on   = [aws_cognito_user_pool_client.theirs]
  analytics_configuration {
    ${applicationArn}
  }
}
`;

const email = (name: string, { first }: Stage): string => `
      ${name} {
        subject   = "${first ? "Sign-in" : "New sign-in"}"
        text_body = "${first ? "Was it you?" : "Was that you?"}"
        html_body = "<p>${first ? "Was it you?" : "Was that you?"}</p>"
      }`;

const action = (name: string, event: string, notify: boolean): string => `
      ${name} {
        event_action = "${event}"
        notify       = ${notify}
      }`;

/** How risk is met and how the classic pages look, for a pool and for one of its clients. */
const settings = (stage: Stage): string => `
resource "aws_cognito_risk_configuration" "pool" {
  user_pool_id = aws_cognito_user_pool.main.id
  account_takeover_risk_configuration {
    actions {${[
      action("low_action", "NO_ACTION", !stage.first),
      action("medium_action", "MFA_IF_CONFIGURED", stage.first),
      action("high_action", stage.first ? "MFA_REQUIRED" : "BLOCK", true),
    ].join("")}
    }
    notify_configuration {
      from       = "one@example.com"
      reply_to   = "${stage.first ? "one" : "two"}@example.com"
      source_arn = "arn:aws:ses:us-east-1:123456789012:identity/example.com"${[
        email("block_email", stage),
        email("mfa_email", stage),
        email("no_action_email", stage),
      ].join("")}
    }
  }
  compromised_credentials_risk_configuration {
    event_filter = ${stage.first ? '["SIGN_IN"]' : '["SIGN_IN", "SIGN_UP", "PASSWORD_CHANGE"]'}
    actions {
      event_action = "${stage.first ? "NO_ACTION" : "BLOCK"}"
    }
  }
  risk_exception_configuration {
    blocked_ip_range_list = ["192.0.2.0/24"${stage.first ? "" : ', "2001:db8::/32"'}]
    skipped_ip_range_list = ["198.51.100.${stage.first ? 1 : 2}/32"]
  }
}

resource "aws_cognito_risk_configuration" "client" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = aws_cognito_user_pool_client.rotating.id
  risk_exception_configuration {
    blocked_ip_range_list = ["203.0.113.${stage.first ? 1 : 2}/32"]
  }
}

resource "aws_cognito_user_pool_ui_customization" "pool" {
  user_pool_id = aws_cognito_user_pool_domain.prefix.user_pool_id
  css          = ".label-customizable { font-weight: ${stage.first ? 400 : 700}; }"
  image_file   = "${logos[stage.first ? 0 : 1]}"
}

resource "aws_cognito_user_pool_ui_customization" "client" {
  user_pool_id = aws_cognito_user_pool_domain.prefix.user_pool_id
  client_id    = aws_cognito_user_pool_client.main.id
  css          = ".banner-customizable { padding: ${stage.first ? 10 : 20}px; }"
}
`;

/** What the data sources show of it. */
const shown = `
data "aws_cognito_user_pool" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
}

data "aws_cognito_user_pools" "main" {
  name = aws_cognito_user_pool.main.name
}

data "aws_cognito_user_pool_client" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  client_id    = aws_cognito_user_pool_client.main.id
}

data "aws_cognito_user_pool_clients" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  depends_on   = [aws_cognito_user_pool_client.main, aws_cognito_user_pool_client.rotating]
}

data "aws_cognito_user_group" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  name         = aws_cognito_user_group.main.name
}

data "aws_cognito_user_groups" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  depends_on   = [aws_cognito_user_group.main]
}

output "shown" {
  value = jsonencode({
    arns        = data.aws_cognito_user_pools.main.arns
    tags        = data.aws_cognito_user_pool.main.tags
    clientName  = data.aws_cognito_user_pool_client.main.name
    clientNames = sort(data.aws_cognito_user_pool_clients.main.client_names)
    precedence  = data.aws_cognito_user_group.main.precedence
    groups      = [for group in data.aws_cognito_user_groups.main.groups : group.role_arn if group.group_name == "readers"]
    tagsAll     = aws_cognito_user_pool.main.tags_all
  })
}
`;

/** The whole configuration of one stage. */
export function everyArgument(stage: "first" | "second"): string {
  const given: Stage = { first: stage === "first" };
  return (
    [provider, pools, inhabitants, identityProviders, clients, settings].map((part) => part(given)).join("") + shown
  );
}
