/**
 * Roles that belong to a service: recorded under the names that AWS gives them, protected as there, and deleted at once.
 * Names that do not follow from the service's are listed for the services that user pools speak of.
 */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { invalidInput, noSuchEntity } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { membersOf } from "./members.js";
import { arnOf, type Role } from "./records.js";
import { maxRoleName, roleView, uniqueId } from "./role.js";

const prefix = "AWSServiceRoleFor";
const knownNames: Readonly<Record<string, string>> = {
  "cognito-idp.amazonaws.com": "AmazonCognitoIdp",
  "email.cognito-idp.amazonaws.com": "AmazonCognitoIdpEmailService",
  "replicator.lambda.amazonaws.com": "LambdaReplicator",
};

/** Like `AWSServiceRoleForAutoscaling` for `autoscaling.amazonaws.com`. */
function nameFor(service: string, suffix: string | undefined): string {
  const words = service.slice(0, service.indexOf(".amazonaws.com")).split(/[.-]/);
  const derived = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`).join("");
  const name = Object.hasOwn(knownNames, service) ? knownNames[service]! : derived;
  return `${prefix}${name}${suffix === undefined ? "" : `_${suffix}`}`;
}

/** The actions. */
export function serviceLinkedRoleActions({ records, clock, random }: IamNeeds) {
  const actions = {
    async CreateServiceLinkedRole(caller, input) {
      const read = membersOf(input);
      const service = read.name("AWSServiceName", 128);
      const description = read.description();
      const suffix = read.optionalName("CustomSuffix", 64);
      read.done();
      if (!/^[a-z0-9][a-z0-9.-]{0,100}\.amazonaws\.com$/.test(service)) {
        throw invalidInput(`Invalid Service Name: ${service}`);
      }
      const name = nameFor(service, suffix);
      if (name.length > maxRoleName) throw invalidInput(`Invalid Custom Suffix: ${suffix ?? ""}`);
      const path = `/aws-service-role/${service}/`;
      const role: Role = {
        name,
        id: uniqueId(random, "AROA"),
        path,
        arn: arnOf(caller, `role${path}${name}`),
        createdAt: clock.now(),
        trust: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
        }),
        description: description === "" ? undefined : description,
        maxSessionDuration: 3600,
        tags: [],
        inline: [],
        attached: [],
        serviceName: service,
      };
      try {
        await records.insertRole(caller, role);
      } catch (error) {
        if (!(error instanceof CompanionException) || error.wireName !== "EntityAlreadyExists") throw error;
        throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
      }
      return { Role: roleView(role) };
    },

    async DeleteServiceLinkedRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      read.done();
      let service = "";
      await records.deleteRole(caller, name, (role) => {
        if (role.serviceName === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
        service = role.serviceName;
      });
      return { DeletionTaskId: `task/aws-service-role/${service}/${name}/${random.uuid()}` };
    },

    /** Deletions are finished when their task is told. */
    async GetServiceLinkedRoleDeletionStatus(_caller, input) {
      const read = membersOf(input);
      const task = read.text("DeletionTaskId", { max: 1000 });
      read.done();
      if (!/^task\/aws-service-role\/[!-~]{1,300}$/.test(task)) {
        throw noSuchEntity(`Deletion task ${task.slice(0, 256)} not found.`);
      }
      return { Status: "SUCCEEDED" };
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}
