/** The three functions of a sign-in of a pool's own, in one program that decides by a plan of the test. */
import type { LambdaConfigType } from "../clients.js";
import { RecordingFunction } from "./recording-function.js";

/** What DefineAuthChallenge says when it has been shown so many results; the last one stands for all that follow. */
export interface ChallengePlan {
  readonly define: readonly (
    | { readonly challengeName: string }
    | { readonly issueTokens: true }
    | { readonly failAuthentication: true }
    | Readonly<Record<string, unknown>>
  )[];
  /** Members of CreateAuthChallenge's response. */
  readonly create?: Readonly<Record<string, unknown>>;
  /** The answer that is right. */
  readonly right?: string;
  /** What VerifyAuthChallengeResponse says whatever was answered. */
  readonly verify?: Readonly<Record<string, unknown>>;
}

const body = `
  const { request, response } = event;
  if (event.triggerSource.startsWith("Define")) {
    Object.assign(response, orders.define[Math.min(request.session.length, orders.define.length - 1)]);
  } else if (event.triggerSource.startsWith("Create")) {
    Object.assign(response, orders.create);
  } else {
    response.answerCorrect = request.challengeAnswer === orders.right;
    Object.assign(response, orders.verify);
  }
  return event;`;

/** The functions, and what they have seen. */
export class ChallengeFunctions extends RecordingFunction<ChallengePlan> {
  constructor() {
    super("challenges", body, { define: [{ failAuthentication: true }] });
  }

  get lambdaConfig(): LambdaConfigType {
    return {
      DefineAuthChallenge: this.arn,
      CreateAuthChallenge: this.arn,
      VerifyAuthChallengeResponse: this.arn,
    };
  }

  plan(plan: ChallengePlan): void {
    this.order(plan);
  }
}
