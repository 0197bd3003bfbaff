/**
 * VerifyUserAttribute: the code that went to an address proves that it is the signed-in user's.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html
 */
import { verifiableAttribute } from "../../domain/message/delivery.js";
import { verifyAddress } from "../../services/address-verification.js";
import { operation } from "../operation.js";

export const verifyUserAttribute = operation("VerifyUserAttribute", async (dependencies, input) => {
  const { accessTokens, hourlyLimits } = dependencies;
  const { user, pool } = await accessTokens.authorise(input.AccessToken);
  const attribute = verifiableAttribute(input.AttributeName);
  await hourlyLimits.spend("VerifyUserAttribute", pool.id, user.sub);
  await verifyAddress(dependencies, { pool, user, attribute }, input.Code);
  return {};
});
