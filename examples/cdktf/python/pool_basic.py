# The smallest pool.
from constructs import Construct
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider
class MyConvertedCode(TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        CognitoUserPool(self, "pool",
            name="mypool"
        )


app = App()
stack = MyConvertedCode(app, "pool-basic")
AwsProvider(stack, "aws", region="us-east-1")
app.synth()
