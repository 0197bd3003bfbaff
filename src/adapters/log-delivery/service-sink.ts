/** Owns what the answer of an AWS service means for a batch of lines: anything but success is tried again. */
import { LogSinkError } from "../../ports/log-sinks.js";
import { NoAnswer, type ServiceAnswer } from "../aws/service-request.js";

/** The answer, whatever it is. Throws LogSinkError when none came. */
export async function answered(service: string, request: Promise<ServiceAnswer>): Promise<ServiceAnswer> {
  try {
    return await request;
  } catch (error) {
    throw new LogSinkError(`${service} ${error instanceof NoAnswer ? error.reason : "Error"}`, { cause: error });
  }
}

/** Throws LogSinkError unless the service took what it was sent. */
export function requireTaken(service: string, { isOk, errorName, status }: ServiceAnswer): void {
  if (!isOk) throw new LogSinkError(`${service} ${errorName === "" ? status : errorName}`);
}
