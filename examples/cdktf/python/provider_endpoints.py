# All that tells the provider where Poolhouse is, in the program instead of the environment.
from constructs import Construct
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderEndpoints


class ProviderEndpoints(TerraformStack):
    def __init__(self, scope: Construct, id: str):
        super().__init__(scope, id)
        AwsProvider(
            self,
            "aws",
            region="us-east-1",
            access_key="local",
            secret_key="local",
            endpoints=[AwsProviderEndpoints(cognitoidp="http://127.0.0.1:9229", sts="http://127.0.0.1:9229")],
        )
        # The bindings ask for the one version of the provider that they were made from; the pool's arguments do not.
        self.add_override("terraform.required_providers.aws.version", ">= 5.100")
        pool = CognitoUserPool(self, "pool", name="mypool")
        TerraformOutput(self, "pool_id", value=pool.id)


app = App()
ProviderEndpoints(app, "provider-endpoints")
app.synth()
