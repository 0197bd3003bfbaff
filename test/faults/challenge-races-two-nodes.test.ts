/** The races of sign-ins between two nodes on one PostgreSQL. */
import { openTestDatabase } from "../postgres-server.js";
import { describeChallengeRaces } from "./challenge-races.js";
import { openTwoNodes } from "./two-nodes.js";

describeChallengeRaces("two nodes on PostgreSQL", () => openTwoNodes(openTestDatabase));
