import assert from "node:assert/strict";
import { test } from "node:test";
import { CsvUnreadable, readCsv } from "./csv-file.js";

async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function records(text: string | Buffer, size = 3): Promise<readonly (readonly [number, ...string[]])[]> {
  const read: [number, ...string[]][] = [];
  for await (const { line, cells } of readCsv(pieces(text, size))) read.push([line, ...cells]);
  return read;
}

const cases: readonly (readonly [name: string, text: string, expected: readonly (readonly [number, ...string[]])[]])[] =
  [
    ["nothing", "", []],
    [
      "a last line without a break",
      "a,b\nc,d",
      [
        [1, "a", "b"],
        [2, "c", "d"],
      ],
    ],
    [
      "line breaks of every kind",
      "a\r\nb\nc\r",
      [
        [1, "a"],
        [2, "b"],
        [3, "c"],
      ],
    ],
    [
      "blank lines are no records but lines",
      "a\n\n\r\nb\n",
      [
        [1, "a"],
        [4, "b"],
      ],
    ],
    [
      "empty cells",
      ",\n,,\n",
      [
        [1, "", ""],
        [2, "", "", ""],
      ],
    ],
    ["an escaped comma", "1 Main St\\, Apt 2,x\n", [[1, "1 Main St, Apt 2", "x"]]],
    ["several in one cell", "a\\,b\\,c,d\n", [[1, "a,b,c", "d"]]],
    ["a backslash elsewhere stays", "a\\b,c\\\\,d\\\n", [[1, "a\\b", "c\\\\", "d\\"]]],
    ["quoted cells", '"a,b","say ""hi"""\n', [[1, "a,b", 'say "hi"']]],
    ["a quotation mark inside a cell is text", 'a"b,5" pipe\n', [[1, 'a"b', '5" pipe']]],
    [
      "a quoted cell with a line break ends on a later line",
      'a,"b\nc"\nd,e\n',
      [
        [2, "a", "b\nc"],
        [3, "d", "e"],
      ],
    ],
    ["letters that pieces divide", "é,日本,😀\n", [[1, "é", "日本", "😀"]]],
    ["T-50 formulas are text", "=1+1,+2,-3,@SUM(A1)\n", [[1, "=1+1", "+2", "-3", "@SUM(A1)"]]],
    ["T-50 null characters come through, for the rules to refuse", "a\0b,c\n", [[1, "a\0b", "c"]]],
    ["T-50 a byte order mark is part of the first cell", "\ufeffa,b\n", [[1, "\ufeffa", "b"]]],
  ];

for (const [name, text, expected] of cases) {
  test(name, async () => {
    for (const size of [1, 3, 1000]) assert.deepEqual(await records(text, size), expected);
  });
}

test("T-50 a file without line breaks is given up, not held", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (let n = 0; n < 1000; n += 1) {
      taken += 1;
      yield Buffer.alloc(64 * 1024, "x");
    }
  }
  await assert.rejects(async () => {
    for await (const _ of readCsv(endless()));
  }, CsvUnreadable);
  assert.ok(taken < 40, `${taken} pieces were read`);
});

test("T-50 a quotation mark that is never closed is given up", async () => {
  const rows = `a,"b\n${"c,d\n".repeat(400_000)}`;
  await assert.rejects(records(rows, 65_536), CsvUnreadable);
});

test("what could be told before a failure is told", async () => {
  const read: number[] = [];
  const file = `a\nb\nc\n${"x".repeat(2_000_000)}\nd\n`;
  await assert.rejects(async () => {
    for await (const { line } of readCsv(pieces(file, 65_536))) read.push(line);
  }, CsvUnreadable);
  assert.deepEqual(read, [1, 2, 3]);
});

test("what the source throws is not the file's fault", async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from("a\n");
    throw new RangeError("gone");
  }
  await assert.rejects(async () => {
    for await (const _ of readCsv(failing()));
  }, RangeError);
});

test("whoever stops reading stops the source", async () => {
  let taken = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      taken += 1;
      yield Buffer.from("a,b\n".repeat(1000));
    }
  }
  for await (const _ of readCsv(endless())) break;
  assert.ok(taken < 100, `${taken} pieces were read`);
});
