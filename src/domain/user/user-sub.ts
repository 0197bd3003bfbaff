/**
 * Owns the form of a sub: a UUID whose version nibble is 7, as recent subs of Cognito have it. Like those it carries no
 * time: everything else in it is random, so that neither its age nor its neighbours can be told, and users who do not
 * exist can be simulated with subs of the same look (T-01).
 */

/** The sub made of a random UUID. */
export function newSub(randomUuid: string): string {
  return `${randomUuid.slice(0, 14)}7${randomUuid.slice(15)}`;
}
