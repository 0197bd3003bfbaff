/** Owns the failures of S3 that more than one action has, in its words. */
import { CompanionException } from "../../protocols/companion.js";

/** There is no such bucket. */
export const noSuchBucket = () => new CompanionException("NoSuchBucket", "The specified bucket does not exist", 404);

/** There is no such object. */
export const noSuchKey = () => new CompanionException("NoSuchKey", "The specified key does not exist.", 404);

/** An object, or a part of one, is larger than this server takes. */
export const tooLarge = () =>
  new CompanionException("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size");

/** An argument that cannot be. */
export const invalidArgument = (message: string) => new CompanionException("InvalidArgument", message);

/** Something that S3 has and this server has not: a 400, because clients would repeat a 5xx. */
export const notHere = (what: string) =>
  new CompanionException("NotImplemented", `${what} is not available on this server.`);
