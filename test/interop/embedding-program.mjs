// A program that starts servers in its own process, looks at what that does to the process, and ends without being told to.
import {
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";

const clientOf = (server) =>
  new CognitoIdentityProviderClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });

/** Every global and what it is; members of classes that are often patched as well. */
function globals() {
  // Reading also makes Node load what it loads on first use, so that only others' changes show later.
  const seen = Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, globalThis[name]]));
  for (const patched of [Request, Response, Headers, Array, Promise, Error]) {
    seen[`${patched.name}.prototype`] = Object.getOwnPropertyNames(patched.prototype).join();
  }
  return seen;
}

function listeners() {
  return Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
}

const before = { globals: globals(), listeners: listeners(), environment: { ...process.env }, cwd: process.cwd() };

const { createServer } = await import("poolhouse");
const [one, two] = await Promise.all([createServer(), createServer({ region: "eu-central-1" })]);
const clients = [one, two].map(clientOf);
await clients[0].send(new CreateUserPoolCommand({ PoolName: "one" }));
const namesAt = async (client) =>
  (await client.send(new ListUserPoolsCommand({ MaxResults: 10 }))).UserPools.map(({ Name }) => Name);

const report = { urls: [one.url, two.url], ports: [one.port, two.port] };
report.names = [await namesAt(clients[0]), await namesAt(clients[1])];
one.clock.advance(86_400_000);
report.clocksApart = Math.round((one.clock.now() - two.clock.now()) / 3_600_000);
await one.reset();
report.namesAfterReset = await namesAt(clients[0]);
for (const client of clients) client.destroy();

await one.close();
await one.close();
report.oneIsGone = await fetch(`${one.url}/health/live`).then(
  () => false,
  () => true,
);
report.twoIsThere = (await fetch(`${two.url}/health/live`)).status;
await two.close();

const after = { globals: globals(), listeners: listeners(), environment: { ...process.env }, cwd: process.cwd() };
report.changedGlobals = [...new Set([...Object.keys(before.globals), ...Object.keys(after.globals)])].filter(
  (name) => !Object.is(before.globals[name], after.globals[name]),
);
report.listeners = [before.listeners, after.listeners];
report.sameEnvironment = JSON.stringify(before.environment) === JSON.stringify(after.environment);
report.sameFolder = before.cwd === after.cwd;
console.log(JSON.stringify(report));
