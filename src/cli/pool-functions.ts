/** What the commands on functions ask a running server: its pools with their triggers, and the functions deployed into it. */
import type { Client } from "../config.js";
import { signedHeaders } from "./apply/signed-request.js";
import { NoServer } from "./apply/stack-calls.js";

/** A trigger of a pool, and the function it names. */
export interface PoolTrigger {
  readonly trigger: string;
  readonly arn: string;
}

/** A pool and its triggers. */
export interface TriggeredPool {
  readonly id: string;
  readonly name: string;
  readonly triggers: readonly PoolTrigger[];
}

/** How an invocation ended. */
export interface ServerInvocation {
  readonly failed: boolean;
  readonly body: string;
  readonly log: string;
}

/** The questions. All throw NoServer when nobody answers, or say what the server refused. */
export interface PoolFunctions {
  pools(): Promise<readonly TriggeredPool[]>;
  /** Runtime, handler and version of a deployed function; undefined when it is not deployed. */
  deployed(named: string): Promise<string | undefined>;
  /** Whether the resource policy of a deployed function, as far as it may be read, names user pools at all. */
  permitsPools(named: string): Promise<boolean>;
  invoke(named: string, body: string): Promise<ServerInvocation>;
}

/** The server said no, in its own words. */
class ServerRefusal extends Error {
  override readonly name = "ServerRefusal";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

interface Answer {
  readonly headers: Headers;
  readonly body: string;
}

/** A function may work for fifteen minutes. */
const timeoutMs = 900_000;

/** The questions at a server. */
export function poolFunctionsOf(client: Client): PoolFunctions {
  async function ask(
    service: string,
    method: "GET" | "POST",
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ): Promise<Answer> {
    const url = new URL(`${client.endpoint.replace(/\/+$/, "")}${path}`);
    const signed = signedHeaders({ method, url, headers, body }, { ...client, service });
    let response: Response;
    let text: string;
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      response = await fetch(url, { method, headers: signed, ...(method === "POST" && { body }), signal });
      text = await response.text();
    } catch (error) {
      const { cause, message } = error as Error;
      const reason = cause instanceof Error ? cause.message || String(cause) : message;
      throw new NoServer(`No Poolhouse server answers at ${client.endpoint} (${reason}). Start one: poolhouse serve`);
    }
    if (response.ok) return { headers: response.headers, body: text };
    const told = objectOf(text);
    const code = String(response.headers.get("x-amzn-errortype") ?? told["__type"] ?? response.status);
    throw new ServerRefusal(code, String(told["message"] ?? told["Message"] ?? response.statusText));
  }

  async function operation(name: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${name}`,
    };
    return objectOf((await ask("cognito-idp", "POST", "/", headers, JSON.stringify(input))).body);
  }

  const pathOf = (named: string): string => `/2015-03-31/functions/${encodeURIComponent(named)}`;

  return {
    async pools() {
      const found: TriggeredPool[] = [];
      let NextToken: unknown;
      do {
        const page = await operation("ListUserPools", { MaxResults: 60, NextToken });
        for (const { Id, Name } of (page["UserPools"] ?? []) as readonly { Id: string; Name: string }[]) {
          const { UserPool } = await operation("DescribeUserPool", { UserPoolId: Id });
          const { LambdaConfig = {} } = UserPool as { LambdaConfig?: Readonly<Record<string, unknown>> };
          found.push({ id: Id, name: Name, triggers: triggersOf(LambdaConfig) });
        }
        NextToken = page["NextToken"];
      } while (NextToken !== undefined);
      return found;
    },

    async deployed(named) {
      try {
        const { body } = await ask("lambda", "GET", `${pathOf(named)}/configuration`);
        const { Runtime, Handler, Version } = objectOf(body);
        return `${Runtime}, ${Handler}, version ${Version}`;
      } catch (error) {
        // A name that Lambda would never take, or another account's: not deployed here either.
        if (error instanceof ServerRefusal) return undefined;
        throw error;
      }
    },

    async permitsPools(named) {
      try {
        const { Policy } = objectOf((await ask("lambda", "GET", `${pathOf(named)}/policy`)).body);
        const { Statement } = objectOf(String(Policy));
        return ((Statement ?? []) as readonly { Principal: unknown }[]).some(
          ({ Principal }) => Principal === "*" || objectMember(Principal, "Service") === "cognito-idp.amazonaws.com",
        );
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error;
        // It has no policy; whoever may not read policies is told of none.
        return error.code !== "ResourceNotFoundException";
      }
    },

    async invoke(named, payload) {
      const headers = { "content-type": "application/json", "x-amz-log-type": "Tail" };
      const answer = await ask("lambda", "POST", `${pathOf(named)}/invocations`, headers, payload);
      const log = Buffer.from(answer.headers.get("x-amz-log-result") ?? "", "base64").toString("utf8");
      return { failed: answer.headers.has("x-amz-function-error"), body: answer.body, log };
    },
  };
}

/** Triggers name their function by itself or in a member of their own. The older spelling of a pair says the same. */
function triggersOf(config: Readonly<Record<string, unknown>>): readonly PoolTrigger[] {
  const found: PoolTrigger[] = [];
  for (const [trigger, value] of Object.entries(config)) {
    if (trigger === "KMSKeyID" || (trigger === "PreTokenGeneration" && "PreTokenGenerationConfig" in config)) continue;
    const arn = typeof value === "string" ? value : objectMember(value, "LambdaArn");
    if (typeof arn === "string") found.push({ trigger: trigger.replace(/Config$/, ""), arn });
  }
  return found;
}

function objectMember(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function objectOf(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
