# A pool that demands a second factor: SMS or software token.
import json
from constructs import Construct
from cdktf import App, Token, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolSmsConfiguration, CognitoUserPoolSoftwareTokenMfaConfiguration
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.provider import AwsProvider

# Who may assume the role: user pools, if they bring its external id.
trust = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cognito-idp.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "example"}},
        }
    ],
}


class MyConvertedCode(TerraformStack):
    def __init__(self, scope, id, *, name):
        super().__init__(scope, id)
        # The role that the printed program names and does not define.
        aws_iam_role_example = IamRole(self, "role",
            name="example",
            assume_role_policy=json.dumps(trust, separators=(",", ":"))
        )
        CognitoUserPool(self, "example",
            mfa_configuration="ON",
            sms_authentication_message="Your code is {####}",
            sms_configuration=CognitoUserPoolSmsConfiguration(
                external_id="example",
                sns_caller_arn=Token.as_string(aws_iam_role_example.arn),
                sns_region="us-east-1"
            ),
            software_token_mfa_configuration=CognitoUserPoolSoftwareTokenMfaConfiguration(
                enabled=True
            ),
            name=name
        )


app = App()
stack = MyConvertedCode(app, "pool-mfa", name="mypool")
AwsProvider(stack, "aws", region="us-east-1")
app.synth()
