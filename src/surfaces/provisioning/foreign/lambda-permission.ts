/** AWS::Lambda::Permission: one statement of a function's resource policy, under an id that is made for it. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { ifFound } from "../resources/handler-error.js";
import { identifierOf, identifierParts } from "../resources/identifier.js";
import { without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

/** Statements are listed of one function. */
const schema = { ...foreignTypeFacts["AWS::Lambda::Permission"], listBy: ["FunctionName"] };

interface Statement {
  readonly Sid: string;
  readonly Action: string;
  readonly Principal: "*" | Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const lambdaPermission: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const Id = context.generatedName(100);
    await call.companion("lambda", "AddPermission", { ...model, StatementId: Id });
    return { identifier: identifierOf(schema, { ...model, Id }) };
  },
  async read(call, identifier) {
    const { FunctionName = "", Id } = identifierParts(schema, identifier);
    const statement = (await statementsOf(call, FunctionName)).find(({ Sid }) => Sid === Id);
    return statement && modelOf(FunctionName, statement);
  },
  async delete(call, identifier) {
    const { FunctionName, Id } = identifierParts(schema, identifier);
    await call.companion("lambda", "RemovePermission", { FunctionName, StatementId: Id });
  },
  async list(call, { FunctionName }) {
    const statements = await statementsOf(call, String(FunctionName));
    return { identifiers: statements.map(({ Sid }) => identifierOf(schema, { FunctionName, Id: Sid })) };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["Id"]!,
  attributes: ({ Id }) => ({ Id: String(Id) }),
};

async function statementsOf(call: PrincipalCall, FunctionName: string): Promise<readonly Statement[]> {
  const answer = await ifFound(call.companion("lambda", "GetPolicy", { FunctionName }));
  if (answer === undefined) return [];
  return (JSON.parse(String(answer["Policy"])) as { Statement: readonly Statement[] }).Statement;
}

function modelOf(FunctionName: string, { Sid, Action, Principal, Condition = {} }: Statement): ResourceModel {
  const equals = Condition["StringEquals"] ?? {};
  const viaUrl = Condition["Bool"]?.["lambda:InvokedViaFunctionUrl"];
  return without(
    {
      FunctionName,
      Id: Sid,
      Action,
      Principal: Principal === "*" ? Principal : (Principal["Service"] ?? Principal["AWS"]),
      SourceArn: Condition["ArnLike"]?.["AWS:SourceArn"],
      SourceAccount: equals["AWS:SourceAccount"],
      FunctionUrlAuthType: equals["lambda:FunctionUrlAuthType"],
      EventSourceToken: equals["lambda:EventSourceToken"],
      PrincipalOrgID: equals["aws:PrincipalOrgID"],
      InvokedViaFunctionUrl: viaUrl === undefined ? undefined : viaUrl === "true",
    },
    [],
  );
}
