/** Port: a database of where addresses of the internet are, brought by the operator. */
import type { EventContext } from "../domain/auth-event.js";

/** Where an address is; undefined for one that the database does not know. Takes microseconds, and never fails. */
export type LocateAddress = (
  ipAddress: string,
) => Pick<EventContext, "city" | "country" | "latitude" | "longitude"> | undefined;
