/** GetCSVHeader: the columns of a file of users for a pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetCSVHeader.html */
import { csvHeader } from "../../domain/user-import/csv-columns.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getCSVHeader = operation("GetCSVHeader", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  return { UserPoolId: pool.id, CSVHeader: csvHeader(pool.schema) };
});
