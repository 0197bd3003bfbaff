/**
 * Which request of the API is being served, wherever in the program one asks: so that what a function writes can be found
 * by the id that the caller of the API was told.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface CurrentRequest {
  /** Everything that the work starts belongs to the request. */
  run<T>(requestId: string, work: () => T): T;
  /** Undefined outside a request, and where requests are not followed. */
  id(): string | undefined;
}

/** Following requests costs each of them some time: a server that can call no functions spares it. */
export function currentRequest({ isFollowed }: { readonly isFollowed: boolean }): CurrentRequest {
  const storage = new AsyncLocalStorage<string>();
  return {
    run: (requestId, work) => (isFollowed ? storage.run(requestId, work) : work()),
    id: () => storage.getStore(),
  };
}
