// What `npm start` does before it serves: the right Node, the packages, the build. Silent when all is up to date.
import { buildDistribution } from "./build-if-changed.mjs";
import { demandNode, fail, installPackages, root } from "./install.mjs";

demandNode();
installPackages(root);
await buildDistribution({ types: false }).catch((error) => fail(error.message));
