/**
 * Just enough of Systems Manager: the parameter store. What it has no actions for (documents, instances, maintenance) is
 * not here.
 */
import type { Companion } from "../../protocols/companion.js";
import { jsonSurface } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { pageTokensOf } from "../page-tokens.js";
import { deleteParameter, deleteParameters } from "./delete-parameters.js";
import { describeParameters } from "./describe-parameters.js";
import { getParameter, getParameters, getParametersByPath } from "./get-parameters.js";
import { getParameterHistory, labelParameterVersion, unlabelParameterVersion } from "./parameter-history.js";
import { createParameterStore } from "./parameter-store.js";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./parameter-tags.js";
import { putParameter } from "./put-parameter.js";

/** The service. */
export function createSsm(needs: CompanionNeeds): MountedCompanion {
  const { store, clock, keyring } = needs;
  const parameters = createParameterStore(store);
  const pageTokens = pageTokensOf(keyring, "ssm");
  const companion: Companion = {
    service: "ssm",
    actions: {
      PutParameter: putParameter(parameters, clock),
      GetParameter: getParameter(parameters, keyring),
      GetParameters: getParameters(parameters, keyring),
      GetParametersByPath: getParametersByPath(parameters, keyring, pageTokens),
      DescribeParameters: describeParameters(parameters, pageTokens),
      GetParameterHistory: getParameterHistory(parameters, keyring, pageTokens),
      LabelParameterVersion: labelParameterVersion(parameters),
      UnlabelParameterVersion: unlabelParameterVersion(parameters),
      DeleteParameter: deleteParameter(parameters),
      DeleteParameters: deleteParameters(parameters),
      AddTagsToResource: addTagsToResource(parameters),
      ListTagsForResource: listTagsForResource(parameters),
      RemoveTagsFromResource: removeTagsFromResource(parameters),
    },
  };
  return { companion, surface: jsonSurface(needs, companion, "AmazonSSM") };
}
