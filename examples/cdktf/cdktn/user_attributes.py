# A pool with two custom attributes and a user that sets them.
import constructs as constructs
import cdktn as cdktn
import cdktn_provider_aws as aws
from cdktn_provider_aws.cognito_user_pool import CognitoUserPoolSchema, CognitoUserPoolSchemaStringAttributeConstraints
class MyConvertedCode(cdktn.TerraformStack):
    def __init__(self, scope, name):
        super().__init__(scope, name)
        aws_cognito_user_pool_example = aws.cognito_user_pool.CognitoUserPool(self, "example",
            name="mypool",
            schema=[CognitoUserPoolSchema(
                attribute_data_type="Boolean",
                developer_only_attribute=False,
                mutable=False,
                name="terraform",
                required=False
            ), CognitoUserPoolSchema(
                attribute_data_type="String",
                developer_only_attribute=False,
                mutable=False,
                name="foo",
                required=False,
                string_attribute_constraints=CognitoUserPoolSchemaStringAttributeConstraints()
            )
            ]
        )
        aws_cognito_user_example = aws.cognito_user.CognitoUser(self, "example_1",
            attributes={
                "email": "no-reply@hashicorp.com",
                "email_verified": cdktn.Token.as_string(True),
                "foo": "bar",
                "terraform": cdktn.Token.as_string(True)
            },
            user_pool_id=cdktn.Token.as_string(aws_cognito_user_pool_example.id),
            username="example"
        )
        # This allows the Terraform resource name to match the original name. You can remove the call if you don't need them to match.
        aws_cognito_user_example.override_logical_id("example")


app = cdktn.App()
stack = MyConvertedCode(app, "user-attributes")
aws.provider.AwsProvider(stack, "aws", region="us-east-1")
app.synth()
