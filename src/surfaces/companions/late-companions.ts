/**
 * The companions as they are mounted: their names are here, they themselves are loaded with the first request for any of
 * them, from outside or from a stack.
 */
import type { Companion } from "../protocols/companion.js";
import type { ApiSurface } from "../protocols/http.js";
import { lateSurface, type SurfaceNames } from "../protocols/late-surface.js";
import type { CompanionNeeds, MountedCompanion } from "./companions.js";
import { actionNames as iamActions } from "./iam/action-names.js";

/** What the gateway finds each by. */
const known: readonly SurfaceNames[] = [
  named("iam", [], iamActions),
  named("kms", ["TrentService"]),
  named("lambda"),
  named("ssm", ["AmazonSSM"]),
  named("s3"),
  named("secretsmanager", ["secretsmanager"]),
  named("logs", ["Logs_20140328"]),
];

function named(name: string, targetPrefixes: readonly string[] = [], actions: readonly string[] = []): SurfaceNames {
  return { name, targetPrefixes, signingNames: [name], actions };
}

/** The companions, and their ways in. */
export function lateCompanions(needs: CompanionNeeds): {
  readonly surfaces: readonly ApiSurface[];
  readonly companions: () => Promise<readonly Companion[]>;
} {
  let loading: Promise<readonly MountedCompanion[]> | undefined;
  const mounted = () => {
    loading ??= import("./companions.js").then(({ createCompanions }) => createCompanions(needs));
    return loading;
  };
  return {
    surfaces: known.map((names) =>
      lateSurface(names, async () => {
        const found = (await mounted()).find(({ surface }) => surface.name === names.name);
        if (found === undefined) throw new Error(`There is no companion called ${names.name}.`);
        return found.surface;
      }),
    ),
    companions: async () => (await mounted()).map(({ companion }) => companion),
  };
}
