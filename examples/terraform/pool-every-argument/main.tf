# A pool that sets every argument which the others leave out.
#
# Run against Poolhouse with nothing but an endpoint override:
#   AWS_ENDPOINT_URL=http://127.0.0.1:9229 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local terraform apply

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

variable "account_id" {
  type    = string
  default = "123456789012"
}

locals {
  function = "arn:aws:lambda:us-east-1:${var.account_id}:function"
}

resource "aws_cognito_user_pool" "example" {
  name                     = "every-argument"
  alias_attributes         = ["email", "preferred_username"]
  auto_verified_attributes = ["email"]
  deletion_protection      = "INACTIVE"
  sms_verification_message = "Your verification code is {####}"
  user_pool_tier           = "PLUS"

  admin_create_user_config {
    allow_admin_create_user_only = true
    invite_message_template {
      email_message = "Hello {username}, your temporary password is {####}"
      email_subject = "Welcome"
      sms_message   = "{username} {####}"
    }
  }

  device_configuration {
    challenge_required_on_new_device      = true
    device_only_remembered_on_user_prompt = true
  }

  email_configuration {
    configuration_set      = "my-set"
    email_sending_account  = "DEVELOPER"
    from_email_address     = "\"John Smith Ph.D.\" <john@example.com>"
    reply_to_email_address = "reply@example.com"
    source_arn             = "arn:aws:ses:us-east-1:${var.account_id}:identity/john@example.com"
  }

  lambda_config {
    create_auth_challenge          = "${local.function}:create"
    custom_message                 = "${local.function}:message"
    define_auth_challenge          = "${local.function}:define"
    post_authentication            = "${local.function}:post-authentication"
    post_confirmation              = "${local.function}:post-confirmation"
    pre_authentication             = "${local.function}:pre-authentication"
    pre_sign_up                    = "${local.function}:pre-sign-up"
    user_migration                 = "${local.function}:migration"
    verify_auth_challenge_response = "${local.function}:verify"
    kms_key_id                     = "arn:aws:kms:us-east-1:${var.account_id}:key/11111111-2222-3333-4444-555555555555"

    pre_token_generation_config {
      lambda_arn     = "${local.function}:token"
      lambda_version = "V2_0"
    }

    custom_email_sender {
      lambda_arn     = "${local.function}:email"
      lambda_version = "V1_0"
    }

    custom_sms_sender {
      lambda_arn     = "${local.function}:sms"
      lambda_version = "V1_0"
    }
  }

  password_policy {
    minimum_length                   = 10
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  schema {
    name                     = "level"
    attribute_data_type      = "Number"
    developer_only_attribute = true
    mutable                  = true
    required                 = false
    number_attribute_constraints {
      min_value = 1
      max_value = 9
    }
  }

  schema {
    name                = "since"
    attribute_data_type = "DateTime"
    mutable             = true
    required            = false
  }

  schema {
    name                = "email"
    attribute_data_type = "String"
    mutable             = true
    required            = true
    string_attribute_constraints {
      min_length = 3
      max_length = 100
    }
  }

  tags = {
    stage = "example"
  }

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  user_pool_add_ons {
    advanced_security_mode = "AUDIT"
  }

  username_configuration {
    case_sensitive = false
  }

  verification_message_template {
    default_email_option  = "CONFIRM_WITH_LINK"
    email_message         = "Your code is {####}"
    email_message_by_link = "Please {##Click Here##}"
    email_subject         = "Your code"
    email_subject_by_link = "Your link"
  }
}
