# A pool that demands a second factor: SMS or software token.
from constructs import Construct
from cdktf import App, TerraformVariable, Token, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolSmsConfiguration, CognitoUserPoolSoftwareTokenMfaConfiguration
from cdktf_cdktf_provider_aws.provider import AwsProvider
class MyConvertedCode(TerraformStack):
    def __init__(self, scope, id, *, name):
        super().__init__(scope, id)
        # Role that may publish with SNS; any role ARN is accepted unless the server runs with --strict-arns.
        sns_caller_arn = TerraformVariable(self, "sns_caller_arn",
            type="string",
            default="arn:aws:iam::123456789012:role/example"
        )
        CognitoUserPool(self, "example",
            mfa_configuration="ON",
            sms_authentication_message="Your code is {####}",
            sms_configuration=CognitoUserPoolSmsConfiguration(
                external_id="example",
                sns_caller_arn=Token.as_string(sns_caller_arn.value),
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
