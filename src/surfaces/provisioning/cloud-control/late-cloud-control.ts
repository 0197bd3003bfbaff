/** Cloud Control as it is mounted: the resource types are loaded with the first request. */
import type { ApiSurface } from "../../protocols/http.js";
import { lateSurface } from "../../protocols/late-surface.js";
import type { CloudControlNeeds } from "./cloud-control.js";

const names = {
  name: "cloud-control",
  targetPrefixes: ["CloudApiService"],
  signingNames: ["cloudcontrolapi"],
  actions: [],
};

/** The surface. */
export function lateCloudControl(needs: CloudControlNeeds): ApiSurface {
  let loading: Promise<ApiSurface> | undefined;
  return lateSurface(names, () => {
    loading ??= import("./cloud-control.js").then(({ createCloudControl }) => createCloudControl(needs));
    return loading;
  });
}
