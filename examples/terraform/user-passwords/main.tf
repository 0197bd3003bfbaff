# A user with a temporary password, and one with a permanent password.
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

variable "temporary_password" {
  type      = string
  sensitive = true
  default   = null
}

variable "password" {
  type      = string
  sensitive = true
  default   = null
}

resource "aws_cognito_user_pool" "example" {
  name = "mypool"
}

resource "aws_cognito_user" "example" {
  user_pool_id       = aws_cognito_user_pool.example.id
  username           = "example"
  temporary_password = var.temporary_password
  password           = var.password
  message_action     = "SUPPRESS"
}

output "status" {
  value = aws_cognito_user.example.status
}
