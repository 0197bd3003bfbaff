# Two users that set every argument between them: password and temporary_password exclude each other.
from constructs import Construct
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user import CognitoUser
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider


class UserEveryArgument(TerraformStack):
    def __init__(self, scope: Construct, id: str):
        super().__init__(scope, id)
        AwsProvider(self, "aws", region="us-east-1")
        pool = CognitoUserPool(self, "example", name="mypool", alias_attributes=["email"])
        temporary = CognitoUser(
            self,
            "temporary",
            user_pool_id=pool.id,
            username="temporary",
            attributes={
                "email": "temporary@example.com",
                "email_verified": "true",
                "phone_number": "+15555550100",
            },
            client_metadata={"reason": "example"},
            desired_delivery_mediums=["EMAIL", "SMS"],
            enabled=False,
            force_alias_creation=True,
            temporary_password="Temp-Pass-1",
            validation_data={"domain": "example.com"},
        )
        permanent = CognitoUser(
            self,
            "permanent",
            user_pool_id=pool.id,
            username="permanent",
            enabled=True,
            message_action="SUPPRESS",
            password="Own-Horse-1",
        )
        TerraformOutput(self, "temporary_status", value=temporary.status)
        TerraformOutput(self, "permanent_status", value=permanent.status)
        TerraformOutput(self, "sub", value=permanent.sub)
        TerraformOutput(self, "mfa_setting_list", value=permanent.mfa_setting_list)
        TerraformOutput(self, "preferred_mfa_setting", value=permanent.preferred_mfa_setting)


app = App()
UserEveryArgument(app, "user-every-argument")
app.synth()
