/** Owns looking up terms documents, and the words when they are not there or there already. */
import { type TermsDocument, termsClaim } from "../../domain/terms.js";
import { ResourceNotFoundException, TermsExistsException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";

/** The kind of setting that terms are; client and name are their claim. */
export const termsKind = "terms";

type Kept = Pick<Tables, "poolSettings">;

/** The terms of that id in the pool, or Cognito's ResourceNotFoundException. */
export async function termsOrThrow(tables: Kept, poolId: string, id: string): Promise<PoolSetting<TermsDocument>> {
  return found(await tables.poolSettings.get<TermsDocument>({ poolId, kind: termsKind, id }));
}

/** The terms of that name of a client, or Cognito's ResourceNotFoundException. */
export async function clientsTermsOrThrow(
  tables: Kept,
  poolId: string,
  which: Pick<TermsDocument, "clientId" | "name">,
): Promise<PoolSetting<TermsDocument>> {
  return found(await tables.poolSettings.ofClaim<TermsDocument>(poolId, termsKind, termsClaim(which)));
}

/** Fails with TermsExistsException when other terms of the client have the document's name. */
export async function refuseTakenTerms(tables: Kept, poolId: string, document: TermsDocument, id?: string) {
  const other = await tables.poolSettings.ofClaim<TermsDocument>(poolId, termsKind, termsClaim(document));
  if (other === undefined || other.id === id) return;
  throw new TermsExistsException(`Terms ${document.name} already exist for client ${document.clientId}.`);
}

function found(terms: PoolSetting<TermsDocument> | undefined): PoolSetting<TermsDocument> {
  if (terms === undefined) throw new ResourceNotFoundException("Terms do not exist.");
  return terms;
}
