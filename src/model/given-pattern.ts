/**
 * Patterns that callers give (the AllowedPattern of parameters) as tests on a value. It owns which of them are run at
 * all: one whose time could explode is refused before it meets a value (T-38).
 */

const longest = 1024;

/** The test that holds when the whole value matches; what is wrong with the pattern instead. */
export function givenPattern(pattern: string): ((value: string) => boolean) | "explodes" | "malformed" {
  if (pattern.length > longest || couldExplode(pattern)) return "explodes";
  try {
    const expression = new RegExp(`^(?:${pattern})$`);
    return (value) => expression.test(value);
  } catch {
    return "malformed";
  }
}

/** Whether a group that holds a repetition or a choice is repeated, or something refers back. */
function couldExplode(pattern: string): boolean {
  const groups: boolean[] = [];
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const one = pattern[at]!;
    if (one === "\\") {
      if (/[1-9k]/.test(pattern[at + 1] ?? "")) return true;
      at++;
    } else if (inClass) inClass = one !== "]";
    else if (one === "[") inClass = true;
    else if (one === "(") groups.push(false);
    else if (one === ")") {
      const repeats = groups.pop() ?? false;
      const next = pattern[at + 1] ?? "";
      if (repeats && (next === "*" || next === "+" || next === "{")) return true;
      if (repeats && groups.length > 0) groups[groups.length - 1] = true;
    } else if ("*+{|".includes(one) && groups.length > 0) groups[groups.length - 1] = true;
  }
  return false;
}
