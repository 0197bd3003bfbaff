/** No function anywhere: every call is refused, and so refuses whoever depends on it (T-46). */
import type { Functions } from "../../ports/functions.js";

export const nowhere: Functions = {
  call: async ({ arn }) => ({
    kind: "refused",
    reason: "ResourceNotFoundException",
    detail: `Function not found: ${arn}`,
  }),
  find: async (arn) => ({ arn, kind: "nothing", detail: "not found" }),
  close: async () => {},
};
