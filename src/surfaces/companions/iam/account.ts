/** The account and who calls: what tools ask before they begin. There are no users but the access keys themselves. */
import type { CompanionAction, CompanionCaller } from "../../protocols/companion.js";
import { noSuchEntity } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { membersOf } from "./members.js";
import { dateText } from "./role.js";

/** The actions. */
export function accountActions({ startedAt }: IamNeeds) {
  /** A root has no name; anybody else's is the end of his ARN. */
  function userOf({ arn, accountId, accessKeyId }: CompanionCaller) {
    // Access keys are settings without a date: they are known since the server runs.
    const CreateDate = dateText(startedAt);
    if (arn.endsWith(":root")) return { UserId: accountId, Arn: arn, CreateDate };
    return { Path: "/", UserName: arn.slice(arn.lastIndexOf("/") + 1), UserId: accessKeyId, Arn: arn, CreateDate };
  }

  const actions = {
    async GetUser(caller, input) {
      const read = membersOf(input);
      const name = read.optionalName("UserName", 128);
      read.done();
      const User = userOf(caller);
      if (name !== undefined && name !== User.UserName) {
        throw noSuchEntity(`The user with name ${name} cannot be found.`);
      }
      return { User };
    },

    async ListAccountAliases(_caller, input) {
      const read = membersOf(input);
      read.paging();
      read.done();
      return { AccountAliases: [], IsTruncated: false };
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}
