/** Owns names of resources whose model gives none: what the resource is called where it is declared, and chance. */
import type { Random } from "../../../ports/random.js";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const randomLength = 12;

/** Like `UserPool-1Ab2Cd3Ef4Gh`; a long base is cut, the chance never. */
export function generatedName(random: Random, base: string, maxLength: number): string {
  return `${base.slice(0, maxLength - randomLength - 1)}-${random.text(alphabet, randomLength)}`;
}
