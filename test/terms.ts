/** What tests of terms do again and again: a document that everything is right about, and one that is there. */
import { CreateTermsCommand, type TermsType } from "./clients.js";
import type { TestWorld } from "./world.js";

/** What a document needs besides pool and client. */
export const terms = {
  TermsName: "terms-of-use",
  TermsSource: "LINK",
  Enforcement: "NONE",
  Links: { "cognito:default": "https://example.com/terms", "cognito:portuguese-brazil": "https://example.com/pt" },
} as const;

/** CreateTerms; `input` says what is different. */
export const createTerms = ({ client }: TestWorld, UserPoolId: string, ClientId: string, input: object = {}) =>
  client.send(new CreateTermsCommand({ UserPoolId, ClientId, ...terms, ...input }));

/** Makes a pool, a client and its document. */
export async function givenTerms(
  world: TestWorld,
  input: object = {},
): Promise<{ Terms: TermsType | undefined; ids: { UserPoolId: string; TermsId: string | undefined } }> {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await createTerms(world, Id, ClientId, input);
  return { Terms, ids: { UserPoolId: Id, TermsId: Terms?.TermsId } };
}

/** The refusal of a document that is not there. */
export const noTerms = { name: "ResourceNotFoundException", message: "Terms do not exist." };
/** An id that no document has. */
export const unknownTermsId = "00000000-0000-4000-8000-000000000000";
