// What `npm start` does before it serves: the right Node, the packages, the build. Silent when all is up to date.
import { buildDistribution } from "./build-if-changed.mjs";
import { demandNode, installPackages, root } from "./install.mjs";

demandNode();
installPackages(root);
await buildDistribution({ types: false });
