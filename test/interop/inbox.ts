/** Reads messages where people at a development server read them: over HTTP, from `/_poolhouse/messages`. */
import assert from "node:assert/strict";

/** A message as the route shows it; what a message does not have is absent. */
export interface ShownMessage {
  readonly id: string;
  readonly at: string;
  readonly userPoolId: string;
  readonly username: string;
  readonly kind: string;
  readonly medium: string;
  readonly to: string;
  readonly text: string;
  readonly subject?: string;
  readonly html?: string;
  readonly code?: string;
  readonly link?: string;
  readonly temporaryPassword?: string;
}

/** Messages that fit the query, oldest first. */
export async function readMessages(url: string, query: Record<string, string> = {}): Promise<ShownMessage[]> {
  const response = await fetch(`${url}/_poolhouse/messages?${new URLSearchParams(query)}`);
  assert.equal(response.status, 200);
  return ((await response.json()) as { messages: ShownMessage[] }).messages;
}

/** The code of the newest message to an address. */
export async function lastCode({ url, userPoolId }: { url: string; userPoolId: string }, to: string): Promise<string> {
  const code = (await readMessages(url, { userPoolId, to, waitMs: "5000" })).at(-1)?.code;
  assert.ok(code, `no code went to ${to}`);
  return code;
}
