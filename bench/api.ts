/** Calls of the API as a plain client makes them: one connection per caller, kept open, nothing but `node:http`. */
import { Agent, request } from "node:http";

/** The API of one server. */
export interface Api {
  /** The answer and how long the server let us wait for it, in milliseconds; throws unless it is a success. */
  call<A>(operation: string, input: object): Promise<{ readonly answer: A; readonly waitedMs: number }>;
  close(): void;
}

// In development mode a server demands the shape of a signature and nothing more.
const authorization =
  "AWS4-HMAC-SHA256 Credential=BENCH/20260101/us-east-1/cognito-idp/aws4_request, " +
  `SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`;

/** The API behind a port of this machine, for so many callers at once. */
export function apiOf(port: number, callers: number): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  return {
    call<A>(operation: string, input: object) {
      const body = Buffer.from(JSON.stringify(input));
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "content-length": body.length,
        "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
        "x-amz-date": "20260101T000000Z",
        authorization,
      };
      return new Promise<{ answer: A; waitedMs: number }>((resolve, reject) => {
        const sentAt = performance.now();
        const asking = request({ host: "127.0.0.1", port, method: "POST", path: "/", agent, headers }, (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.once("error", reject);
          response.once("end", () => {
            const waitedMs = performance.now() - sentAt;
            const text = Buffer.concat(parts).toString("utf8");
            if (response.statusCode !== 200)
              reject(new Error(`${operation}: ${response.statusCode} ${text.slice(0, 300)}`));
            else resolve({ answer: JSON.parse(text || "{}") as A, waitedMs });
          });
        });
        asking.once("error", reject);
        asking.end(body);
      });
    },
    close: () => agent.destroy(),
  };
}
