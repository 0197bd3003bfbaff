/** Owns what every listing of KMS has: a limit, a marker, and times in seconds. */
import { CompanionException } from "../../protocols/companion.js";
import { text, whole } from "../member-rules.js";

/** The members of a listing. */
export const listRules = { Limit: whole({ min: 1, max: 1000 }), Marker: text({ min: 1, max: 1024 }) };

/** The marker is none of ours. */
export const invalidMarker = new CompanionException("InvalidMarkerException", "Could not deserialize marker");

/** A moment as AWS JSON carries it. */
export function timeOf(milliseconds: number): number {
  return milliseconds / 1000;
}
