# A user with a temporary password, then with a permanent one; both come from variables, so that no password is written here.
from constructs import Construct
from cdktf import App, TerraformOutput, TerraformStack, TerraformVariable, Token
from cdktf_cdktf_provider_aws.cognito_user import CognitoUser
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider


class UserPasswords(TerraformStack):
    def __init__(self, scope: Construct, id: str):
        super().__init__(scope, id)
        AwsProvider(self, "aws", region="us-east-1")
        temporary_password = TerraformVariable(
            self, "temporary_password", type="string", sensitive=True, default=Token.null_value()
        )
        password = TerraformVariable(self, "password", type="string", sensitive=True, default=Token.null_value())
        pool = CognitoUserPool(self, "example", name="mypool")
        user = CognitoUser(
            self,
            "user",
            user_pool_id=pool.id,
            username="example",
            temporary_password=temporary_password.string_value,
            password=password.string_value,
            message_action="SUPPRESS",
        )
        user.override_logical_id("example")
        TerraformOutput(self, "status", value=user.status)


app = App()
UserPasswords(app, "user-passwords")
app.synth()
