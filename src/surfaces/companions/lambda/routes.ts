/** Owns which action a method and a path of Lambda's API mean, where their members come from, and what is refused by name. */

/** A way to an action. Parts in braces are members of the input. */
export interface LambdaRoute {
  readonly method: string;
  readonly path: readonly string[];
  readonly action: string;
  /** Status of a success. */
  readonly status: number;
  /** The body is the caller's own, not an input. */
  readonly hasPayload?: true;
}

const base = "/2015-03-31/functions";
const events = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const layers = "/2018-10-31/layers";

function route(action: string, method: string, path: string, status = 200): LambdaRoute {
  return { action, method, path: path.split("/").slice(1), status };
}

/** What is there. */
const lambdaRoutes: readonly LambdaRoute[] = [
  route("CreateFunction", "POST", base, 201),
  route("ListFunctions", "GET", base),
  route("GetFunction", "GET", `${base}/{FunctionName}`),
  route("DeleteFunction", "DELETE", `${base}/{FunctionName}`, 204),
  route("GetFunctionConfiguration", "GET", `${base}/{FunctionName}/configuration`),
  route("UpdateFunctionConfiguration", "PUT", `${base}/{FunctionName}/configuration`),
  route("UpdateFunctionCode", "PUT", `${base}/{FunctionName}/code`),
  route("PublishVersion", "POST", `${base}/{FunctionName}/versions`, 201),
  route("ListVersionsByFunction", "GET", `${base}/{FunctionName}/versions`),
  route("CreateAlias", "POST", `${base}/{FunctionName}/aliases`, 201),
  route("ListAliases", "GET", `${base}/{FunctionName}/aliases`),
  route("GetAlias", "GET", `${base}/{FunctionName}/aliases/{Name}`),
  route("UpdateAlias", "PUT", `${base}/{FunctionName}/aliases/{Name}`),
  route("DeleteAlias", "DELETE", `${base}/{FunctionName}/aliases/{Name}`, 204),
  route("AddPermission", "POST", `${base}/{FunctionName}/policy`, 201),
  route("GetPolicy", "GET", `${base}/{FunctionName}/policy`),
  route("RemovePermission", "DELETE", `${base}/{FunctionName}/policy/{StatementId}`, 204),
  { ...route("Invoke", "POST", `${base}/{FunctionName}/invocations`), hasPayload: true },
  route("ListTags", "GET", "/2017-03-31/tags/{Resource}"),
  route("TagResource", "POST", "/2017-03-31/tags/{Resource}", 204),
  route("UntagResource", "DELETE", "/2017-03-31/tags/{Resource}", 204),
  route("PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency"),
  route("DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency", 204),
  route("GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency"),
  route("GetFunctionCodeSigningConfig", "GET", "/2020-06-30/functions/{FunctionName}/code-signing-config"),
  route("GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{FunctionName}/recursion-config"),
  route("GetRuntimeManagementConfig", "GET", "/2021-07-20/functions/{FunctionName}/runtime-management-config"),
  route("PutFunctionEventInvokeConfig", "PUT", events),
  route("UpdateFunctionEventInvokeConfig", "POST", events),
  route("GetFunctionEventInvokeConfig", "GET", events),
  route("DeleteFunctionEventInvokeConfig", "DELETE", events, 204),
  route("ListFunctionEventInvokeConfigs", "GET", `${events}/list`),
  route("ListLayers", "GET", layers),
  route("PublishLayerVersion", "POST", `${layers}/{LayerName}/versions`, 201),
  route("ListLayerVersions", "GET", `${layers}/{LayerName}/versions`),
  route("GetLayerVersion", "GET", `${layers}/{LayerName}/versions/{VersionNumber}`),
  route("DeleteLayerVersion", "DELETE", `${layers}/{LayerName}/versions/{VersionNumber}`, 204),
  route("GetLayerVersionPolicy", "GET", `${layers}/{LayerName}/versions/{VersionNumber}/policy`),
];

/** What Lambda has and this program has not, as callers are told; by the third part of the path, then by the second. */
const refused: Readonly<Record<string, string>> = {
  "account-settings": "GetAccountSettings",
  "capacity-providers": "A capacity provider",
  "code-signing-config": "Code signing",
  "code-signing-configs": "Code signing",
  "durable-executions": "A durable execution",
  "event-source-mappings": "An event source mapping",
  "function-scaling-config": "PutFunctionScalingConfig",
  "invoke-async": "InvokeAsync",
  layers: "A permission of a layer",
  "provisioned-concurrency": "Provisioned concurrency",
  "recursion-config": "PutFunctionRecursionConfig",
  "response-streaming-invocations": "InvokeWithResponseStream",
  "runtime-management-config": "PutRuntimeManagementConfig",
  url: "A function URL",
  urls: "A function URL",
};

/** Parts of a path, decoded, without the empty one that a slash at the end makes. Undefined when it cannot be decoded. */
export function pathParts(path: string): readonly string[] | undefined {
  const parts = path.split("/").slice(1);
  if (parts.at(-1) === "") parts.pop();
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** The action of a method and a path, and the members that the path holds. */
export function findRoute(
  method: string,
  parts: readonly string[],
): { readonly route: LambdaRoute; readonly members: Readonly<Record<string, string>> } | undefined {
  for (const candidate of lambdaRoutes) {
    if (candidate.method !== method || candidate.path.length !== parts.length) continue;
    const members: Record<string, string> = {};
    const fits = candidate.path.every((step, index) => {
      const part = parts[index]!;
      if (!step.startsWith("{")) return step === part;
      members[step.slice(1, -1)] = part;
      return part !== "";
    });
    if (fits) return { route: candidate, members };
  }
  return undefined;
}

/** What is asked for that is not here, by its name; undefined for what Lambda does not have either. */
export function refusedName(parts: readonly string[]): string | undefined {
  const name = [parts[3], parts[1]].find((part) => part !== undefined && Object.hasOwn(refused, part));
  return name === undefined ? undefined : refused[name];
}
