# A pool with two recovery mechanisms in order of priority.
from constructs import Construct
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolAccountRecoverySetting, CognitoUserPoolAccountRecoverySettingRecoveryMechanism
from cdktf_cdktf_provider_aws.provider import AwsProvider
class MyConvertedCode(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        CognitoUserPool(self, "test",
            account_recovery_setting=CognitoUserPoolAccountRecoverySetting(
                recovery_mechanism=[CognitoUserPoolAccountRecoverySettingRecoveryMechanism(
                    name="verified_email",
                    priority=1
                ), CognitoUserPoolAccountRecoverySettingRecoveryMechanism(
                    name="verified_phone_number",
                    priority=2
                )
                ]
            ),
            name="mypool"
        )


app = App()
stack = MyConvertedCode(app, "pool-account-recovery")
AwsProvider(stack, "aws", region="us-east-1")
app.synth()
