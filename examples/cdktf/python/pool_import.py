# Takes a pool that exists under Terraform's care. Put the id of yours in place of us-west-2_abc123, and its region.
from constructs import Construct
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider
class MyConvertedCode(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        CognitoUserPool.generate_config_for_import(self, "pool", "us-west-2_abc123")


app = App()
stack = MyConvertedCode(app, "pool-import")
AwsProvider(stack, "aws", region="us-west-2")
app.synth()
