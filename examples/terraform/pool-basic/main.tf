# The smallest pool.
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

resource "aws_cognito_user_pool" "pool" {
  name = "mypool"
}
