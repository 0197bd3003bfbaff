/**
 * UpdateAuthEventFeedback: a user says whether an event was their own, with the token of a notification mail and no other
 * credentials. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateAuthEventFeedback.html
 */
import { requireThreatProtection } from "../../domain/risk-configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { giveFeedback, invalidFeedbackToken, openFeedbackToken } from "../../services/events/event-feedback.js";
import { operation } from "../operation.js";

export const updateAuthEventFeedback = operation(
  "UpdateAuthEventFeedback",
  async (dependencies, { UserPoolId, Username, EventId, FeedbackToken, FeedbackValue }) => {
    const { store } = dependencies;
    const pool = await userPoolOrThrow(store, UserPoolId);
    requireThreatProtection(pool);
    // Before anybody is looked up: without a token of this pool nobody learns who is there (T-01).
    const target = openFeedbackToken(dependencies, pool.id, FeedbackToken);
    const { sub } = await userOrThrow(store, pool, Username);
    if (sub !== target.sub || EventId !== target.eventId) throw invalidFeedbackToken();
    await giveFeedback(dependencies, pool.id, target, FeedbackValue, "User");
    return {};
  },
);
