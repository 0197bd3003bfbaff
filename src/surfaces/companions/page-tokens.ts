/** Owns places in listings of companions: sealed, and bound to account, region and listing (T-34). */
import type { Keyring } from "../../ports/keyring.js";
import { type CompanionCaller, CompanionException } from "../protocols/companion.js";

type Where = Pick<CompanionCaller, "accountId" | "region">;

/** Seals and opens places in listings. */
export interface PageTokens {
  seal(where: Where, listing: string, next: string | undefined): string | undefined;
  open(where: Where, listing: string, token: string): string | undefined;
}

/** The places in listings of one service. */
export function pageTokensOf(keyring: Keyring, service: string): PageTokens {
  const scopeOf = ({ accountId, region }: Where, listing: string) => ({
    purpose: "companion-page-token",
    subject: JSON.stringify([service, accountId, region, listing]),
  });
  return {
    seal: (where, listing, next) => (next === undefined ? undefined : keyring.sealText(scopeOf(where, listing), next)),
    open: (where, listing, token) => keyring.openText<string>(scopeOf(where, listing), token),
  };
}

/** Where a listing goes on. Throws InvalidNextToken, in the name that the service has for it. */
export function resume(
  tokens: PageTokens,
  where: Where,
  listing: string,
  token: string | undefined,
  failure = new CompanionException("InvalidNextToken", "The specified token isn't valid."),
): string | undefined {
  if (token === undefined) return undefined;
  const place = tokens.open(where, listing, token);
  if (place === undefined) throw failure;
  return place;
}
