# What lives in a pool, made through Cloud Control by the AWS Cloud Control provider. That provider has no resource for
# the pool itself, which therefore comes from the AWS provider.
#
# Run against Poolhouse with nothing but an endpoint override:
#   AWS_ENDPOINT_URL=http://127.0.0.1:9229 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local terraform apply

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
    awscc = {
      source = "hashicorp/awscc"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

provider "awscc" {
  region = "us-east-1"
}

resource "aws_cognito_user_pool" "pool" {
  name                     = "cloud-control"
  auto_verified_attributes = ["email"]
}

resource "awscc_cognito_user_pool_group" "readers" {
  user_pool_id = aws_cognito_user_pool.pool.id
  group_name   = "readers"
  description  = "They read"
  precedence   = 5
}

resource "awscc_cognito_user_pool_user" "ann" {
  user_pool_id             = aws_cognito_user_pool.pool.id
  username                 = "ann"
  desired_delivery_mediums = ["EMAIL"]
  user_attributes = [
    { name = "email", value = "ann@example.com" },
    { name = "email_verified", value = "true" },
  ]
}

resource "awscc_cognito_user_pool_user_to_group_attachment" "ann_reads" {
  user_pool_id = aws_cognito_user_pool.pool.id
  group_name   = awscc_cognito_user_pool_group.readers.group_name
  username     = awscc_cognito_user_pool_user.ann.username

  # A user whose properties change is made anew, and the membership with them.
  lifecycle {
    replace_triggered_by = [awscc_cognito_user_pool_user.ann]
  }
}

resource "awscc_cognito_user_pool_client" "app" {
  user_pool_id        = aws_cognito_user_pool.pool.id
  client_name         = "app"
  explicit_auth_flows = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH"]
}

output "user_pool_id" {
  value = aws_cognito_user_pool.pool.id
}

output "client_id" {
  value = awscc_cognito_user_pool_client.app.client_id
}
