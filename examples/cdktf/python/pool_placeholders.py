# The same with placeholders where a name and a type belong: it synthesises, and the provider refuses it.
from constructs import Construct
from cdktf import App, Token, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import CognitoUserPool, CognitoUserPoolSchema, CognitoUserPoolSchemaStringAttributeConstraints
from cdktf_cdktf_provider_aws.provider import AwsProvider
class MyConvertedCode(TerraformStack):
    def __init__(self, scope, id, *, name):
        super().__init__(scope, id)
        CognitoUserPool(self, "example",
            schema=[CognitoUserPoolSchema(
                attribute_data_type="<appropriate type>",
                developer_only_attribute=False,
                mutable=True,
                name="<name>",
                required=False,
                string_attribute_constraints=CognitoUserPoolSchemaStringAttributeConstraints(
                    max_length=Token.as_string(2048),
                    min_length=Token.as_string(0)
                )
            )
            ],
            name=name
        )


app = App()
stack = MyConvertedCode(app, "pool-placeholders", name="mypool")
AwsProvider(stack, "aws", region="us-east-1")
app.synth()
