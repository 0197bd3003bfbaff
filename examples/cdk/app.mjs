// Two stacks: users declared one by one with the L1 construct, and a whole identity service with the L2 constructs.
import { App } from "aws-cdk-lib";
import { Directory } from "./directory.mjs";
import { Identity } from "./identity.mjs";

const app = new App();
const env = {
  account: process.env.CDK_DEFAULT_ACCOUNT,
  region: process.env.CDK_DEFAULT_REGION,
};
new Directory(app, "Directory", { env });
new Identity(app, "Identity", { env });
