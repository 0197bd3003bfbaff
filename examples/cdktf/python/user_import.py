# Takes a user that exists under Terraform's care: the id of the pool, and the name.
from constructs import Construct
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user import CognitoUser
from cdktf_cdktf_provider_aws.provider import AwsProvider
class UserImport(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        CognitoUser.generate_config_for_import(self, "user", "us-east-1_vG78M4goG/user")


app = App()
stack = UserImport(app, "user-import")
AwsProvider(stack, "aws", region="us-east-1")
app.synth()
