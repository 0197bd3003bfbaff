#!/bin/sh
# A pool, an app client and a user who signs in, all with the AWS CLI. Prints the access token.
set -eu

export AWS_ENDPOINT_URL="${AWS_ENDPOINT_URL:-http://127.0.0.1:9229}"
export AWS_DEFAULT_REGION=us-east-1
export AWS_ACCESS_KEY_ID=local
export AWS_SECRET_ACCESS_KEY=local

pool=$(aws cognito-idp create-user-pool --pool-name demo --query UserPool.Id --output text)

client=$(aws cognito-idp create-user-pool-client --user-pool-id "$pool" --client-name demo \
  --explicit-auth-flows ALLOW_USER_PASSWORD_AUTH ALLOW_REFRESH_TOKEN_AUTH \
  --query UserPoolClient.ClientId --output text)

aws cognito-idp admin-create-user --user-pool-id "$pool" --username anna --message-action SUPPRESS >/dev/null
aws cognito-idp admin-set-user-password --user-pool-id "$pool" --username anna --password Correct-Horse-1 --permanent

aws cognito-idp initiate-auth --client-id "$client" --auth-flow USER_PASSWORD_AUTH \
  --auth-parameters USERNAME=anna,PASSWORD=Correct-Horse-1 --query AuthenticationResult.AccessToken --output text
