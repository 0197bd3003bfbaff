/**
 * AdminUpdateAuthEventFeedback: an administrator says whether a recorded event was the user's own.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateAuthEventFeedback.html
 */
import { requireThreatProtection } from "../../domain/risk-configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { giveFeedback } from "../../services/events/event-feedback.js";
import { operation } from "../operation.js";

export const adminUpdateAuthEventFeedback = operation(
  "AdminUpdateAuthEventFeedback",
  async (dependencies, { UserPoolId, Username, EventId, FeedbackValue }) => {
    const { store } = dependencies;
    const pool = await userPoolOrThrow(store, UserPoolId);
    requireThreatProtection(pool);
    const { sub } = await userOrThrow(store, pool, Username);
    await giveFeedback(dependencies, pool.id, { sub, eventId: EventId }, FeedbackValue, "Admin");
    return {};
  },
);
