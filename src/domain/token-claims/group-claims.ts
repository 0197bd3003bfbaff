/** Owns what the groups of a user say in tokens: their order, their roles, and which role is preferred. */
import type { Group } from "../group.js";

/** The claims about groups; each is absent from a token where it is undefined or empty. */
export interface GroupClaims {
  /** `cognito:groups`. */
  readonly groups: readonly string[];
  /** `cognito:roles`: every role of a group, once. */
  readonly roles: readonly string[];
  /** `cognito:preferred_role`. */
  readonly preferredRole?: string | undefined;
}

type Member = Pick<Group, "name" | "roleArn" | "precedence">;

const rank = (group: Member) => group.precedence ?? Number.POSITIVE_INFINITY;

/** The claims of a user who belongs to these groups. The lowest precedence wins; a group without one comes last. */
export function groupClaims(groups: readonly Member[]): GroupClaims {
  const ordered = [...groups].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) < rank(b) ? -1 : 1;
    return a.name < b.name ? -1 : 1;
  });
  const withRole = ordered.filter((group) => group.roleArn !== undefined);
  const first = withRole[0];
  const tied = first === undefined ? [] : withRole.filter((group) => rank(group) === rank(first));
  // Groups of one rank with different roles leave the choice to the application: no role is preferred.
  const agreed = tied.every((group) => group.roleArn === first?.roleArn);
  return {
    groups: ordered.map((group) => group.name),
    roles: [...new Set(withRole.flatMap((group) => (group.roleArn === undefined ? [] : [group.roleArn])))],
    preferredRole: agreed ? first?.roleArn : undefined,
  };
}
