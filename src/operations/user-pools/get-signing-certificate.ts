/** GetSigningCertificate: the certificate by which SAML identity providers check the pool's signatures. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetSigningCertificate.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getSigningCertificate = operation("GetSigningCertificate", async ({ store, signingKeys }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { Certificate: (await signingKeys.samlCertificate(pool.id)).toString("base64") };
});
