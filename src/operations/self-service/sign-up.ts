/**
 * SignUp: somebody becomes a user, and proves an address by the code that goes there.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
 */
import { codeDeliveryDetails } from "../../domain/message/delivery.js";
import { userOrigin } from "../../domain/threat/context-data.js";
import { provenClient } from "../../services/client-proof.js";
import { signUp as becomeUser } from "../../services/sign-up/sign-up.js";
import { sessionOfSignUp } from "../../services/sign-up/sign-up-sessions.js";
import { operation } from "../operation.js";

export const signUp = operation("SignUp", async (dependencies, input) => {
  const proven = await provenClient(dependencies.store, input);
  const { user, delivery } = await becomeUser(dependencies, {
    ...proven,
    username: input.Username,
    password: input.Password,
    attributes: input.UserAttributes ?? [],
    validationData: input.ValidationData,
    clientMetadata: input.ClientMetadata,
    origin: userOrigin(dependencies.request, proven, input.UserContextData),
  });
  return {
    UserConfirmed: user.status === "CONFIRMED",
    UserSub: user.sub,
    ...(delivery === undefined ? {} : { CodeDeliveryDetails: codeDeliveryDetails(delivery) }),
    ...sessionOfSignUp(dependencies, proven, user.sub),
  };
});
