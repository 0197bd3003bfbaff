/** A function for every trigger of a pool: it answers as the test said, by trigger source. */
import type { LambdaConfigType } from "../clients.js";
import { RecordingFunction } from "./recording-function.js";

export type { RecordedEvent } from "./recording-function.js";

/** What the function does with events of one source. */
export type Behaviour =
  /** Members of `response`. */
  | { readonly response: Readonly<Record<string, unknown>> }
  | { readonly throws: string }
  /** Throws where the validation data names this domain. */
  | { readonly deniesDomain: string; readonly response: Readonly<Record<string, unknown>> }
  /** Returned instead of the event. */
  | { readonly returns: unknown };

type Behaviours = Readonly<Record<string, Behaviour>>;

const body = `
  const behaviour = orders[event.triggerSource];
  if (behaviour?.throws !== undefined) throw new Error(behaviour.throws);
  if (behaviour?.deniesDomain !== undefined && event.request.validationData?.domain === behaviour.deniesDomain) {
    throw new Error("not from there");
  }
  if (behaviour !== undefined && "returns" in behaviour) return behaviour.returns;
  Object.assign(event.response, behaviour?.response);
  return event;`;

/** The function, and what it has seen. */
export class Recorder extends RecordingFunction<Behaviours> {
  constructor() {
    super("recorder", body, {});
  }

  /** A pool's settings that name it for every moment but migration and challenges. */
  get asked(): LambdaConfigType {
    const { arn } = this;
    return {
      PreSignUp: arn,
      PostConfirmation: arn,
      PreAuthentication: arn,
      PostAuthentication: arn,
      CustomMessage: arn,
      PreTokenGeneration: arn,
    };
  }

  /** What is done from now on, by trigger source. */
  behave(behaviours: Behaviours): void {
    this.order(behaviours);
  }
}
