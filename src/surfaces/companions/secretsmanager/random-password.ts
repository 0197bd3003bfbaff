/** GetRandomPassword. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
import type { Random } from "../../../ports/random.js";
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { membersOf } from "../members.js";

const usualLength = 32;
const kinds = [
  ["ExcludeLowercase", "abcdefghijklmnopqrstuvwxyz"],
  ["ExcludeUppercase", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["ExcludeNumbers", "0123456789"],
  ["ExcludePunctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"],
] as const;

/** The action. */
export function getRandomPassword(random: Random): CompanionAction {
  return async (_caller, input) => {
    const members = membersOf(input);
    const length = members.number("PasswordLength", 1, 4096) ?? usualLength;
    const excluded = new Set(members.text("ExcludeCharacters", { max: 4096, isSensitive: true }) ?? "");
    const wanted: string[] = kinds.filter(([name]) => members.flag(name) !== true).map(([, characters]) => characters);
    if (members.flag("IncludeSpace") === true) wanted.push(" ");
    const sets = wanted
      .map((characters) => [...characters].filter((one) => !excluded.has(one)).join(""))
      .filter((characters) => characters !== "");
    if (sets.length === 0) {
      throw new CompanionException(
        "InvalidParameterException",
        "The password length is too short based on the required types, or every character is excluded.",
      );
    }
    const each = members.flag("RequireEachIncludedType") ?? true;
    if (each && length < sets.length) {
      throw new CompanionException(
        "InvalidParameterException",
        `Password length is too short based on the required types. Password length must be at least ${sets.length}.`,
      );
    }
    const all = sets.join("");
    const required = each ? sets.map((characters) => pick(random, characters)) : [];
    const rest = Array.from({ length: length - required.length }, () => pick(random, all));
    return { RandomPassword: shuffled(random, [...required, ...rest]).join("") };
  };
}

/** The alphabet of the port has two characters at least. */
function pick(random: Random, characters: string): string {
  return characters.length === 1 ? characters : random.text(characters, 1);
}

/** In an order in which every one is equally likely. */
function shuffled(random: Random, items: readonly string[]): readonly string[] {
  return items
    .map((item) => ({ item, place: random.bytes(8).readBigUInt64BE() }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .map(({ item }) => item);
}
