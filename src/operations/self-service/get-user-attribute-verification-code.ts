/**
 * GetUserAttributeVerificationCode: a code to the address of the signed-in user that is to be proven.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAttributeVerificationCode.html
 */
import { codeDeliveryDetails, verifiableAttribute } from "../../domain/message/delivery.js";
import { sendVerificationCode } from "../../services/address-verification.js";
import { operation } from "../operation.js";

export const getUserAttributeVerificationCode = operation(
  "GetUserAttributeVerificationCode",
  async (dependencies, input) => {
    const { accessTokens, hourlyLimits } = dependencies;
    const { user, pool, client } = await accessTokens.authorise(input.AccessToken);
    const attribute = verifiableAttribute(input.AttributeName);
    await hourlyLimits.spend("GetUserAttributeVerificationCode", pool.id, user.sub);
    const delivery = await sendVerificationCode(
      dependencies,
      { pool, user, attribute },
      { clientId: client.id, clientMetadata: input.ClientMetadata },
    );
    return { CodeDeliveryDetails: codeDeliveryDetails(delivery) };
  },
);
