/**
 * Which request of the API is being served, wherever in the program one asks: so that what a function writes can be found
 * by the id that the caller of the API was told.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface CurrentRequest {
  /** Everything that the work starts belongs to the request. */
  run<T>(requestId: string, work: () => T): T;
  /** Undefined outside a request. */
  id(): string | undefined;
}

/**
 * Following requests costs each of them some time. Unless asked to do so from the start, it begins when the id is asked
 * for the first time: a server whose pools have no functions never pays.
 */
export function currentRequest({ fromTheStart }: { readonly fromTheStart: boolean }): CurrentRequest {
  const storage = new AsyncLocalStorage<string>();
  let isFollowed = fromTheStart;
  return {
    run: (requestId, work) => (isFollowed ? storage.run(requestId, work) : work()),
    id() {
      isFollowed = true;
      return storage.getStore();
    },
  };
}
