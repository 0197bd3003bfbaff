/** The versions of one small stack that tests of the CDK CLI deploy one after the other. They test nothing themselves. */
import { join } from "node:path";
import {
  App,
  BootstraplessSynthesizer,
  CfnOutput,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  LegacyStackSynthesizer,
  RemovalPolicy,
  Stack,
  type StackSynthesizer,
} from "aws-cdk-lib";
import { CfnUserPoolUser, StringAttribute, UserPool, UserPoolDomain } from "aws-cdk-lib/aws-cognito";

const env = { account: "123456789012", region: "us-east-1" };

/** What a version of the team has. */
export interface Team {
  readonly minLength?: number;
  /** Names of attributes beyond the standard ones. */
  readonly attributes?: readonly string[];
  /** Email addresses by logical id and username. */
  readonly users: Readonly<Record<string, readonly [string, string]>>;
  /** A prefix domain. */
  readonly domain?: string;
}

/** A stack of a pool and its users. */
function teamStack(app: App, id: string, team: Team, synthesizer: StackSynthesizer): void {
  // The CDK's own synthesizers do not fit its interface where optional members are exact.
  const stack = new Stack(app, id, { env, synthesizer: synthesizer as IStackSynthesizer });
  const pool = new UserPool(stack, "Pool", {
    userPoolName: id.toLowerCase(),
    passwordPolicy: { minLength: team.minLength ?? 8 },
    customAttributes: Object.fromEntries(
      (team.attributes ?? []).map((name) => [name, new StringAttribute({ mutable: true })]),
    ),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const [logicalId, [username, email]] of Object.entries(team.users)) {
    new CfnUserPoolUser(stack, logicalId, {
      userPoolId: pool.userPoolId,
      username,
      messageAction: "SUPPRESS",
      userAttributes: [{ name: "email", value: email }],
    });
  }
  if (team.domain !== undefined) {
    new UserPoolDomain(stack, "Domain", { userPool: pool, cognitoDomain: { domainPrefix: team.domain } });
  }
  new CfnOutput(stack, "PoolId", { value: pool.userPoolId });
}

const ada = ["ada", "ada@example.com"] as const;
const grace = ["grace", "grace@example.com"] as const;
const first: Team = { users: { Ada: ada, Grace: grace } };
const second: Team = {
  minLength: 12,
  attributes: ["department"],
  users: { ...first.users, Alan: ["alan", "alan@example.com"] },
};

const renamed: Team = { ...second, users: { ...second.users, Grace: ["hopper", "grace@example.com"] } };

/** Every version by name. */
const teamVersions = {
  first,
  second,
  renamed,
  fixed: { ...renamed, users: { ...renamed.users, Ada: ["ada", "countess@example.com"] } },
  failing: { ...renamed, domain: "taken-by-another" },
} satisfies Readonly<Record<string, Team>>;

/** Synthesises every version into a folder of its name; a CLI takes it with `-a`. */
export function synthesiseTeam(folder: string): void {
  for (const [name, team] of Object.entries(teamVersions)) {
    const app = new App({ outdir: join(folder, name) });
    teamStack(app, "Team", team, new DefaultStackSynthesizer());
    app.synth();
  }
}

/** A stack for each of the other ways to deploy, and one of a pool that exists already. */
export function synthesiseOthers(folder: string): void {
  const ways = new App({ outdir: join(folder, "ways") });
  teamStack(ways, "Bootstrapless", first, new BootstraplessSynthesizer());
  teamStack(ways, "Legacy", first, new LegacyStackSynthesizer());
  teamStack(ways, "OwnCredentials", first, new CliCredentialsStackSynthesizer());
  ways.synth();
  const taken = new App({ outdir: join(folder, "taken") });
  new UserPool(new Stack(taken, "Taken", { env }), "Pool", { userPoolName: "before" });
  taken.synth();
}
