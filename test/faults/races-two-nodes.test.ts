/** The races between two nodes on one PostgreSQL. */
import { openTestDatabase } from "../postgres-server.js";
import { describeRaces } from "./races.js";
import { openTwoNodes } from "./two-nodes.js";

describeRaces("two nodes on PostgreSQL", () => openTwoNodes(openTestDatabase));
