/** The document of aws_cognito_user_pool, statement by statement. */

import { userPoolRows } from "./all-rows.js";
import { testRows } from "./source-row.js";

testRows(userPoolRows);
