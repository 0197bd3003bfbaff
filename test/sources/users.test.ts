/** The documents of users, statement by statement: Terraform's, and what the three others say about the API. */
import { userRows } from "./all-rows.js";
import { testRows } from "./source-row.js";

testRows(userRows);
