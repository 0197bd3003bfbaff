/**
 * A small CloudFormation client for tests: the Query protocol over fetch, answers as trees of text. Signatures have their
 * shape only, which is what development mode asks for.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** An answer in XML: text, or elements by name; `member` elements make a list. */
export type Answer = string | Answer[] | { [name: string]: Answer };

/** A call that was refused. */
export class CloudFormationError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = code;
  }
}

/** Calls CloudFormation at a server. */
export function stackClient(url: string, accessKeyId = "local", region = "us-east-1") {
  async function call(
    action: string,
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, Answer>> {
    const form = new URLSearchParams({ Action: action, Version: "2010-05-15" });
    for (const [name, value] of Object.entries(parameters)) put(form, name, value);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/${region}/cloudformation/aws4_request, SignedHeaders=host, Signature=${"a".repeat(64)}`,
        "x-amz-date": "20261121T100000Z",
      },
      body: form.toString(),
    });
    const text = await response.text();
    const root = Object.values(parse(text) as Record<string, Answer>)[0] as Record<string, Answer>;
    if (!response.ok) {
      const error = root["Error"] as Record<string, string>;
      throw new CloudFormationError(response.status, error["Code"] ?? "", error["Message"] ?? "");
    }
    return (root[`${action}Result`] ?? {}) as Record<string, Answer>;
  }

  async function stack(name: string): Promise<Record<string, Answer>> {
    const { Stacks } = await call("DescribeStacks", { StackName: name });
    return (Stacks as Record<string, Answer>[])[0]!;
  }

  return {
    call,
    stack,
    /** Waits until nothing is in progress; answers the stack. */
    async settled(name: string): Promise<Record<string, Answer>> {
      for (let tries = 0; tries < 200; tries++) {
        const found = await stack(name);
        if (!String(found["StackStatus"]).endsWith("_IN_PROGRESS")) return found;
        await sleep(100);
      }
      throw new Error(`${name} is still in progress`);
    },
    async outputs(name: string): Promise<Record<string, string>> {
      const found = ((await stack(name))["Outputs"] ?? []) as Record<string, string>[];
      return Object.fromEntries(
        (Array.isArray(found) ? found : []).map((one) => [one["OutputKey"]!, one["OutputValue"]!]),
      );
    },
    /** `LogicalId STATUS reason`, oldest first. */
    async events(name: string): Promise<string[]> {
      const { StackEvents } = await call("DescribeStackEvents", { StackName: name });
      return (StackEvents as Record<string, string>[])
        .map((one) =>
          [one["LogicalResourceId"], one["ResourceStatus"], one["ResourceStatusReason"]]
            .filter((part) => part)
            .join(" "),
        )
        .reverse();
    },
  };
}

function put(form: URLSearchParams, name: string, value: unknown): void {
  if (value === undefined) return;
  if (Array.isArray(value)) {
    if (value.length === 0) form.set(name, "");
    for (const [index, item] of value.entries()) put(form, `${name}.member.${index + 1}`, item);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) put(form, `${name}.${key}`, item);
  } else form.set(name, String(value));
}

/** Reads the XML that services write: elements and text, no attributes that matter. */
function parse(text: string): Answer {
  const tokens = text.match(/<[^>]{1,1000}>|[^<]+/g) ?? [];
  let at = 0;
  function content(): Answer {
    let found: Answer | undefined;
    let own = "";
    while (at < tokens.length && !tokens[at]!.startsWith("</")) {
      const token = tokens[at++]!;
      if (!token.startsWith("<")) {
        own += token;
        continue;
      }
      const name = /^<([A-Za-z]+)/.exec(token)?.[1] ?? "";
      let value: Answer = "";
      if (!token.endsWith("/>")) {
        value = content();
        at++;
      }
      if (name === "member") found = [...(Array.isArray(found) ? found : []), value];
      else found = { ...(typeof found === "object" && !Array.isArray(found) ? found : {}), [name]: value };
    }
    return found ?? plainText(own);
  }
  return content();
}

function plainText(text: string): string {
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#xD": "\r" };
  return text.replace(/&([#a-zA-Z]{1,5});/g, (_, name: string) => entities[name] ?? "?");
}
