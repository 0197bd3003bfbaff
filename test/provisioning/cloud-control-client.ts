/** Speaks to the Cloud Control API as any client does: AWS JSON 1.0, signed. It owns the signing and the polling. */
import assert from "node:assert/strict";
import { Sha256, SignatureV4 } from "../clients.js";

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers are what the test says they are
  readonly body: any;
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Sends operations, and fails on exceptions unless `send` itself is used. */
export class CloudControl {
  readonly #url: URL;
  readonly #keys: Keys;
  readonly #region: string;

  constructor(url: string, keys: Keys = { accessKeyId: "local", secretAccessKey: "local" }, region = "us-east-1") {
    this.#url = new URL(url);
    this.#keys = keys;
    this.#region = region;
  }

  async send(operation: string, input: object): Promise<Answer> {
    const signer = new SignatureV4({
      service: "cloudcontrolapi",
      region: this.#region,
      credentials: this.#keys,
      sha256: Sha256,
    });
    const body = JSON.stringify(input);
    const signed = await signer.sign({
      method: "POST",
      protocol: "http:",
      hostname: this.#url.hostname,
      port: Number(this.#url.port),
      path: "/",
      query: {},
      headers: {
        host: this.#url.host,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `CloudApiService.${operation}`,
      },
      body,
    });
    const { host: _host, ...headers } = signed.headers;
    const response = await fetch(this.#url, { method: "POST", headers, body });
    assert.equal(response.headers.get("content-type"), "application/x-amz-json-1.0");
    return { status: response.status, body: await response.json() };
  }

  async #ask(operation: string, input: object): Promise<Answer["body"]> {
    const { status, body } = await this.send(operation, input);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  /** The wire name and message of the exception that an operation answers with. */
  async refused(operation: string, input: object): Promise<[name: string, message: string]> {
    const { status, body } = await this.send(operation, input);
    assert.equal(status, 400, JSON.stringify(body));
    return [body.__type, body.message];
  }

  async create(TypeName: string, desired: object, more: object = {}): Promise<Answer["body"]> {
    const input = { TypeName, DesiredState: JSON.stringify(desired), ...more };
    return (await this.#ask("CreateResource", input)).ProgressEvent;
  }

  /** Creates, and answers the identifier. */
  async created(TypeName: string, desired: object): Promise<string> {
    const event = await this.create(TypeName, desired);
    assert.equal(event.OperationStatus, "SUCCESS", event.StatusMessage);
    return event.Identifier;
  }

  async read(TypeName: string, Identifier: string): Promise<Record<string, unknown>> {
    const answer = await this.#ask("GetResource", { TypeName, Identifier });
    assert.equal(answer.ResourceDescription.Identifier, Identifier);
    return JSON.parse(answer.ResourceDescription.Properties) as Record<string, unknown>;
  }

  async update(TypeName: string, Identifier: string, patch: object[], more: object = {}): Promise<Answer["body"]> {
    const input = { TypeName, Identifier, PatchDocument: JSON.stringify(patch), ...more };
    return (await this.#ask("UpdateResource", input)).ProgressEvent;
  }

  async delete(TypeName: string, Identifier: string, more: object = {}): Promise<Answer["body"]> {
    return (await this.#ask("DeleteResource", { TypeName, Identifier, ...more })).ProgressEvent;
  }

  /** Identifiers over all pages. */
  async list(TypeName: string, model?: object, MaxResults = 1): Promise<string[]> {
    const found: string[] = [];
    let NextToken: string | undefined;
    do {
      const ResourceModel = model && JSON.stringify(model);
      const page = await this.#ask("ListResources", { TypeName, ResourceModel, MaxResults, NextToken });
      found.push(...page.ResourceDescriptions.map((one: { Identifier: string }) => one.Identifier));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  }

  async status(RequestToken: string): Promise<Answer["body"]> {
    return (await this.#ask("GetResourceRequestStatus", { RequestToken })).ProgressEvent;
  }

  async requests(filter?: object): Promise<Answer["body"][]> {
    const input = filter === undefined ? {} : { ResourceRequestStatusFilter: filter };
    return (await this.#ask("ListResourceRequests", input)).ResourceRequestStatusSummaries;
  }
}
