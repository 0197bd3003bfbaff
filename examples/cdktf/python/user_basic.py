# A pool and a user without attributes.
import constructs as constructs
import cdktf as cdktf
import cdktf_cdktf_provider_aws as aws
class MyConvertedCode(cdktf.TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        aws_cognito_user_pool_example = aws.cognito_user_pool.CognitoUserPool(self, "example",
            name="MyExamplePool"
        )
        aws_cognito_user_example = aws.cognito_user.CognitoUser(self, "example_1",
            user_pool_id=cdktf.Token.as_string(aws_cognito_user_pool_example.id),
            username="example"
        )
        # This allows the Terraform resource name to match the original name. You can remove the call if you don't need them to match.
        aws_cognito_user_example.override_logical_id("example")


app = cdktf.App()
stack = MyConvertedCode(app, "user-basic")
aws.provider.AwsProvider(stack, "aws", region="us-east-1")
app.synth()
