// Two pools with lambdaTriggers: one whose functions are all Node, one with functions of Node and Python. Code of each kind:
// inline in the template, and folders of several files that the CLI zips and uploads; one of them is a layer.
import { fileURLToPath } from "node:url";
import { App, CfnOutput, RemovalPolicy, Stack } from "aws-cdk-lib";
import { UserPool } from "aws-cdk-lib/aws-cognito";
import { Code, Function as Lambda, LayerVersion, Runtime } from "aws-cdk-lib/aws-lambda";

const folder = (name) => Code.fromAsset(fileURLToPath(new URL(`functions/${name}`, import.meta.url)));

const door = `
exports.handler = async (event) => {
  const { email } = event.request.userAttributes;
  if (email.endsWith("@competitor.example")) throw new Error("Not for " + email);
  if (email.endsWith("@staff.example")) Object.assign(event.response, { autoConfirmUser: true, autoVerifyEmail: true });
  return event;
};`;

const claims = `
import os

def handler(event, context):
    domain = event["request"]["userAttributes"]["email"].split("@")[1]
    tenant = os.environ["TENANT_PREFIX"] + domain
    event["response"]["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tenant": tenant}}
    return event
`;

class Members extends Stack {
  constructor(scope, id, { withPython, ...props }) {
    super(scope, id, props);
    const node = { runtime: Runtime.NODEJS_22_X };
    const python = { runtime: Runtime.PYTHON_3_12 };
    const phrases = new LayerVersion(this, "Phrases", {
      code: folder("phrases"),
      compatibleRuntimes: [Runtime.NODEJS_22_X],
      description: "What letters say",
    });
    const pool = new UserPool(this, "Pool", {
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      autoVerify: { email: true },
      removalPolicy: RemovalPolicy.DESTROY,
      lambdaTriggers: {
        preSignUp: new Lambda(this, "Door", { ...node, handler: "index.handler", code: Code.fromInline(door) }),
        customMessage: new Lambda(this, "Letters", {
          ...node,
          handler: "src/letters.handler",
          code: folder("letters"),
          layers: [phrases],
          retryAttempts: 1,
          environment: { SENDER: String(this.node.tryGetContext("sender") ?? "The crew") },
        }),
        ...(withPython && {
          postConfirmation: new Lambda(this, "Ledger", {
            ...python,
            handler: "ledger.handler",
            code: folder("ledger"),
            environment: { LEDGER: String(this.node.tryGetContext("ledger")) },
          }),
          preTokenGeneration: new Lambda(this, "Claims", {
            ...python,
            handler: "index.handler",
            code: Code.fromInline(claims),
            environment: { TENANT_PREFIX: "tenant:" },
          }),
        }),
      },
    });
    const client = pool.addClient("Client", { authFlows: { userPassword: true } });
    new CfnOutput(this, "PoolId", { value: pool.userPoolId });
    new CfnOutput(this, "ClientId", { value: client.userPoolClientId });
  }
}

const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };
new Members(app, "NodeMembers", { env, withPython: false });
new Members(app, "Members", { env, withPython: true });
