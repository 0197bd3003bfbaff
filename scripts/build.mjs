// `npm run build`: dist/ with type declarations, unless it is up to date.
import { buildDistribution } from "./build-if-changed.mjs";
import { demandNode, fail, installPackages, root } from "./install.mjs";

demandNode();
installPackages(root);
const built = await buildDistribution({ types: true }).catch((error) => fail(error.message));
if (!built) process.stdout.write("dist/ is up to date.\n");
