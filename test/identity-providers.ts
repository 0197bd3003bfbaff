/** What tests of identity providers do again and again: making one, linking somebody to it, and looking at the link. */
import { AdminLinkProviderForUserCommand, CreateIdentityProviderCommand } from "./clients.js";
import { getUser, recordOf } from "./users.js";
import type { TestWorld } from "./world.js";

/** What Google must be told. */
export const googleDetails = { client_id: "i", client_secret: "s", authorize_scopes: "email" };
const google = { ProviderName: "Google", ProviderType: "Google" as const, ProviderDetails: googleDetails };

/** Makes Google, or what `input` makes of it. */
export const createProvider = ({ client }: TestWorld, UserPoolId: string, input: object = {}) =>
  client.send(new CreateIdentityProviderCommand({ UserPoolId, ...google, ...input }));

/** Somebody as Google knows them. */
export const atGoogle = (subject: string) => ({
  ProviderName: "Google",
  ProviderAttributeName: "Cognito_Subject",
  ProviderAttributeValue: subject,
});

/** AdminLinkProviderForUser; `change` says what is different about who is linked. */
export const linkToGoogle = (
  { client }: TestWorld,
  UserPoolId: string,
  Username: string,
  subject: string,
  change: object = {},
) =>
  client.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: Username },
      SourceUser: { ...atGoogle(subject), ...change },
    }),
  );

/** What the user's `identities` attribute says. */
export async function identitiesOf(
  world: TestWorld,
  poolId: string,
  username = "ann",
): Promise<{ userId: string; providerName: string }[]> {
  const text = recordOf((await getUser(world, poolId, username)).UserAttributes)["identities"];
  return text === undefined ? [] : JSON.parse(text);
}
