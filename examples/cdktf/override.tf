# Beside cdk.tf.json: takes whatever version of the provider there is from 5.100 on, in place of the one that the bindings pin.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}
