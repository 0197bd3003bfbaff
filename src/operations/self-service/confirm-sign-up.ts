/**
 * ConfirmSignUp: the code that a new user was sent confirms the user and proves the address it went to.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
 */
import { userOrigin } from "../../domain/threat/context-data.js";
import { claimedUser } from "../../services/claimed-user.js";
import { provenClient } from "../../services/client-proof.js";
import { confirmSignUp as confirmByCode } from "../../services/sign-up/confirmation.js";
import { checkSessionOfSignUp, sessionOfConfirmation } from "../../services/sign-up/sign-up-sessions.js";
import { operation } from "../operation.js";

export const confirmSignUp = operation("ConfirmSignUp", async (dependencies, input) => {
  const { store, request } = dependencies;
  // The page behind a link in a mail calls as the program itself.
  const proven = await provenClient(store, input, { isOwnCall: request.caller.kind === "internal" });
  const claimed = await claimedUser(dependencies, proven, input.Username, "ConfirmSignUp");
  if (input.Session !== undefined) await checkSessionOfSignUp(dependencies, proven, input.Session, claimed.sub);
  const confirmed = await confirmByCode(dependencies, {
    ...proven,
    claimed,
    typedCode: input.ConfirmationCode,
    forceAliasCreation: input.ForceAliasCreation ?? false,
    clientMetadata: input.ClientMetadata,
    origin: userOrigin(request, proven, input.UserContextData),
  });
  return sessionOfConfirmation(dependencies, proven, confirmed);
});
