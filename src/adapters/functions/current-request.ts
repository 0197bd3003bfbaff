/**
 * Which request of the API is being served, wherever in the program one asks: so that what a function writes can be found
 * by the id that the caller of the API was told.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface CurrentRequest {
  /** Everything that the work starts belongs to the request. */
  run<T>(requestId: string, work: () => T): T;
  /** From here on requests are followed. May be repeated. */
  follow(): void;
  /** Undefined outside a request, and where requests are not followed. */
  id(): string | undefined;
}

/** Following requests costs each of them some time, so it begins when there is somebody to tell. */
export function currentRequest(): CurrentRequest {
  const storage = new AsyncLocalStorage<string>();
  let isFollowed = false;
  return {
    run: (requestId, work) => (isFollowed ? storage.run(requestId, work) : work()),
    follow() {
      isFollowed = true;
    },
    id: () => storage.getStore(),
  };
}
