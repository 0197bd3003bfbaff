# A pool that demands a second factor: SMS or software token.
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

variable "sns_caller_arn" {
  type        = string
  description = "Role that may publish with SNS; any role ARN is accepted unless the server runs with --strict-arns."
  default     = "arn:aws:iam::123456789012:role/example"
}

resource "aws_cognito_user_pool" "example" {
  name                       = "mypool"
  mfa_configuration          = "ON"
  sms_authentication_message = "Your code is {####}"

  sms_configuration {
    external_id    = "example"
    sns_caller_arn = var.sns_caller_arn
    sns_region     = "us-east-1"
  }

  software_token_mfa_configuration {
    enabled = true
  }
}
