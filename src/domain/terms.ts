/**
 * Owns terms documents: links, one for each language, to the terms of use or the privacy policy of an app client. What a
 * request may say of them, what they become, and their wire form. Showing the links belongs to the sign-up page.
 */
import { InvalidParameterException } from "../model/generated/exceptions.js";
import type {
  CreateTermsRequest,
  LinksType,
  TermsDescriptionType,
  TermsType,
  UpdateTermsRequest,
} from "../model/generated/types.js";

/** What an owner set. */
export interface TermsDocument {
  readonly clientId: string;
  readonly name: string;
  readonly source: TermsType["TermsSource"];
  readonly enforcement: TermsType["Enforcement"];
  readonly links: LinksType;
}

/** Terms as they are kept. Times are epoch milliseconds. */
export interface Terms {
  readonly id: string;
  readonly poolId: string;
  readonly document: TermsDocument;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

const fallback = "cognito:default";

/** The terms that CreateTerms asks for. Throws on links that cannot be shown. */
export function newTermsDocument(request: CreateTermsRequest): TermsDocument {
  return {
    clientId: request.ClientId,
    name: request.TermsName,
    source: request.TermsSource,
    enforcement: request.Enforcement,
    links: checkedLinks(request.Links ?? {}),
  };
}

/** The terms after UpdateTerms: what is sent replaces, the links as a whole. Throws on links that cannot be shown. */
export function withUpdatedTerms(terms: TermsDocument, request: UpdateTermsRequest): TermsDocument {
  return {
    ...terms,
    name: request.TermsName ?? terms.name,
    source: request.TermsSource ?? terms.source,
    enforcement: request.Enforcement ?? terms.enforcement,
    links: request.Links === undefined ? terms.links : checkedLinks(request.Links),
  };
}

/** What no other terms of a pool may be: the same document of the same client. */
export function termsClaim({ clientId, name }: Pick<TermsDocument, "clientId" | "name">): string {
  return `${clientId}/${name}`;
}

/** The wire form. */
export function describeTerms({ id, poolId, document, createdAt, modifiedAt }: Terms): TermsType {
  return {
    TermsId: id,
    UserPoolId: poolId,
    ClientId: document.clientId,
    TermsName: document.name,
    TermsSource: document.source,
    Enforcement: document.enforcement,
    Links: { ...document.links },
    CreationDate: createdAt / 1000,
    LastModifiedDate: modifiedAt / 1000,
  };
}

/** The wire form in a listing. */
export function describeTermsInList(terms: Terms): TermsDescriptionType {
  const { TermsId, TermsName, Enforcement, CreationDate, LastModifiedDate } = describeTerms(terms);
  return { TermsId, TermsName, Enforcement, CreationDate, LastModifiedDate };
}

/**
 * A language without a link of its own shows the default one, so there must be one. A link is what people click on a
 * page of this server, so it leads to the web and never runs a script.
 */
function checkedLinks(links: LinksType): LinksType {
  if (links[fallback] === undefined) {
    throw new InvalidParameterException(`Links must contain a link for ${fallback}.`);
  }
  for (const [language, link] of Object.entries(links)) {
    if (!isWebAddress(link)) throw new InvalidParameterException(`The link for ${language} is not a valid URL.`);
  }
  return { ...links };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
