/** The races between two nodes on one PostgreSQL. */
import { openTestDatabase } from "../postgres-server.js";
import { describeRaces } from "./races.js";
import { openTwoNodes } from "./two-nodes.js";

describeRaces("two nodes on PostgreSQL", () => openTwoNodes(openTestDatabase), [
  // Here some are told that the address is taken, though they asked to take it over.
  "T-08 a confirmed alias that is fought for belongs to one user in the end",
  // Here a loser is answered with an internal error.
  "T-18f a client never holds more secrets than it may",
]);
