/**
 * Owns how a page behind a link of a message calls its operation: as the program, because the message proves what a client's
 * secret would, for whoever visits. What an operation refuses is the page's to put into words.
 */
import { ServiceException } from "../../model/exceptions.js";
import type { OperationName } from "../../model/generated/operations.js";
import type { CallOperation } from "../../operations/call.js";
import type { HttpRequest } from "../protocols/http.js";

/** Where the server says that it is. */
interface ServerPlace {
  readonly region: string;
  readonly account: string;
}

/** Calls the operation with what the link says; answers the name of the exception that it refuses with. */
export async function refusalOfLink(
  call: CallOperation,
  operation: OperationName,
  link: object,
  request: HttpRequest,
  { region, account }: ServerPlace,
): Promise<string | undefined> {
  try {
    await call(
      operation,
      { ...link },
      {
        requestId: request.requestId,
        region,
        accountId: account,
        caller: { kind: "internal" },
        ipAddress: request.remoteAddress,
        userAgent: request.headers["user-agent"] ?? "",
      },
    );
    return undefined;
  } catch (error) {
    if (error instanceof ServiceException) return error.wireName;
    throw error;
  }
}

/** The host of a request as domains are looked up by. */
export const hostOf = ({ headers }: HttpRequest): string =>
  (headers["host"] ?? "").replace(/:\d{1,5}$/, "").toLowerCase();
