# A pool that sets every argument which the others leave out.
from constructs import Construct
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.cognito_user_pool import (
    CognitoUserPool,
    CognitoUserPoolAdminCreateUserConfig,
    CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate,
    CognitoUserPoolDeviceConfiguration,
    CognitoUserPoolEmailConfiguration,
    CognitoUserPoolLambdaConfig,
    CognitoUserPoolLambdaConfigCustomEmailSender,
    CognitoUserPoolLambdaConfigCustomSmsSender,
    CognitoUserPoolLambdaConfigPreTokenGenerationConfig,
    CognitoUserPoolPasswordPolicy,
    CognitoUserPoolSchema,
    CognitoUserPoolSchemaNumberAttributeConstraints,
    CognitoUserPoolSchemaStringAttributeConstraints,
    CognitoUserPoolUserAttributeUpdateSettings,
    CognitoUserPoolUserPoolAddOns,
    CognitoUserPoolUsernameConfiguration,
    CognitoUserPoolVerificationMessageTemplate,
)
from cdktf_cdktf_provider_aws.provider import AwsProvider

account = "123456789012"
function = f"arn:aws:lambda:us-east-1:{account}:function"


class PoolEveryArgument(TerraformStack):
    def __init__(self, scope: Construct, id: str):
        super().__init__(scope, id)
        AwsProvider(self, "aws", region="us-east-1")
        pool = CognitoUserPool(
            self,
            "example",
            name="every-argument",
            alias_attributes=["email", "preferred_username"],
            auto_verified_attributes=["email"],
            deletion_protection="INACTIVE",
            sms_verification_message="Your verification code is {####}",
            user_pool_tier="PLUS",
            admin_create_user_config=CognitoUserPoolAdminCreateUserConfig(
                allow_admin_create_user_only=True,
                invite_message_template=CognitoUserPoolAdminCreateUserConfigInviteMessageTemplate(
                    email_message="Hello {username}, your temporary password is {####}",
                    email_subject="Welcome",
                    sms_message="{username} {####}",
                ),
            ),
            device_configuration=CognitoUserPoolDeviceConfiguration(
                challenge_required_on_new_device=True,
                device_only_remembered_on_user_prompt=True,
            ),
            email_configuration=CognitoUserPoolEmailConfiguration(
                configuration_set="my-set",
                email_sending_account="DEVELOPER",
                from_email_address='"John Smith Ph.D." <john@example.com>',
                reply_to_email_address="reply@example.com",
                source_arn=f"arn:aws:ses:us-east-1:{account}:identity/john@example.com",
            ),
            lambda_config=CognitoUserPoolLambdaConfig(
                create_auth_challenge=f"{function}:create",
                custom_message=f"{function}:message",
                define_auth_challenge=f"{function}:define",
                post_authentication=f"{function}:post-authentication",
                post_confirmation=f"{function}:post-confirmation",
                pre_authentication=f"{function}:pre-authentication",
                pre_sign_up=f"{function}:pre-sign-up",
                pre_token_generation=f"{function}:token",
                user_migration=f"{function}:migration",
                verify_auth_challenge_response=f"{function}:verify",
                kms_key_id=f"arn:aws:kms:us-east-1:{account}:key/11111111-2222-3333-4444-555555555555",
                pre_token_generation_config=CognitoUserPoolLambdaConfigPreTokenGenerationConfig(
                    lambda_arn=f"{function}:token",
                    lambda_version="V2_0",
                ),
                custom_email_sender=CognitoUserPoolLambdaConfigCustomEmailSender(
                    lambda_arn=f"{function}:email",
                    lambda_version="V1_0",
                ),
                custom_sms_sender=CognitoUserPoolLambdaConfigCustomSmsSender(
                    lambda_arn=f"{function}:sms",
                    lambda_version="V1_0",
                ),
            ),
            password_policy=CognitoUserPoolPasswordPolicy(
                minimum_length=10,
                require_lowercase=True,
                require_numbers=True,
                require_symbols=False,
                require_uppercase=True,
                temporary_password_validity_days=3,
            ),
            schema=[
                CognitoUserPoolSchema(
                    name="level",
                    attribute_data_type="Number",
                    developer_only_attribute=True,
                    mutable=True,
                    required=False,
                    number_attribute_constraints=CognitoUserPoolSchemaNumberAttributeConstraints(
                        min_value="1",
                        max_value="9",
                    ),
                ),
                CognitoUserPoolSchema(
                    name="since",
                    attribute_data_type="DateTime",
                    mutable=True,
                    required=False,
                ),
                CognitoUserPoolSchema(
                    name="email",
                    attribute_data_type="String",
                    mutable=True,
                    required=True,
                    string_attribute_constraints=CognitoUserPoolSchemaStringAttributeConstraints(
                        min_length="3",
                        max_length="100",
                    ),
                ),
            ],
            tags={"stage": "example"},
            user_attribute_update_settings=CognitoUserPoolUserAttributeUpdateSettings(
                attributes_require_verification_before_update=["email"],
            ),
            user_pool_add_ons=CognitoUserPoolUserPoolAddOns(advanced_security_mode="AUDIT"),
            username_configuration=CognitoUserPoolUsernameConfiguration(case_sensitive=False),
            verification_message_template=CognitoUserPoolVerificationMessageTemplate(
                default_email_option="CONFIRM_WITH_LINK",
                email_message="Your code is {####}",
                email_message_by_link="Please {##Click Here##}",
                email_subject="Your code",
                email_subject_by_link="Your link",
            ),
        )
        # last_modified_date is not among them: as an output it is a change in the plan that follows any update.
        for name in (
            "arn",
            "creation_date",
            "custom_domain",
            "domain",
            "endpoint",
            "estimated_number_of_users",
            "id",
            "tags_all",
        ):
            TerraformOutput(self, name, value=getattr(pool, name))


app = App()
PoolEveryArgument(app, "pool-every-argument")
app.synth()
