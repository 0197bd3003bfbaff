/**
 * Owns reading the CSV files of user imports, record by record, without ever holding the whole file. Records are separated
 * by line breaks of any kind, cells by commas; a backslash before a comma makes it part of the cell, as Cognito asks for,
 * and quotation marks around a cell do what they do everywhere. What the cells mean is `domain/user-import`.
 */

/** One record of a file. */
export interface CsvRecord {
  /** The line that it ends on, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The file cannot be divided into records from here on. */
export class CsvUnreadable extends Error {
  override readonly name = "CsvUnreadable";
}

/** No record is longer: a file without line breaks must not be held in memory (T-50). */
const maxRecordBytes = 1024 * 1024;

/** Bytes that are parsed in one go, so that few records wait at a time. */
const bytesAtOnce = 16 * 1024;

/**
 * The records of a file whose bytes come in pieces; blank lines are none. Throws CsvUnreadable behind the last record that
 * could be told.
 */
export async function* readCsv(pieces: AsyncIterable<Buffer>): AsyncGenerator<CsvRecord> {
  // Few servers import users.
  const { parse } = await import("csv-parse");
  let told: CsvRecord[] = [];
  const parser = parse({
    delimiter: ",",
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
    // The parser's own stream would forget at a failure what it has not handed out.
    on_record: (record: string[], { lines }) => {
      told.push({ line: lines, cells: withEscapedCommas(record) });
      return null;
    },
  });
  const take = (): readonly CsvRecord[] => {
    const records = told;
    told = [];
    return records;
  };
  // Failures are told by the callbacks.
  parser.on("error", () => {});
  parser.resume();
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; at += bytesAtOnce) {
        const failure = await parsed((done) => parser.write(piece.subarray(at, at + bytesAtOnce), done));
        yield* take();
        if (failure !== undefined) throw failure;
      }
    }
    const failure = await parsed((done) => parser.end(done));
    yield* take();
    if (failure !== undefined) throw failure;
  } finally {
    parser.destroy();
  }
}

/** What stops the parser, if anything does. */
function parsed(step: (done: (error?: Error | null) => void) => void): Promise<CsvUnreadable | undefined> {
  return new Promise((resolve) => {
    step((error) => resolve(error ? new CsvUnreadable(error.message) : undefined));
  });
}

/** A cell that ends in a backslash goes on behind the comma that divided it. */
function withEscapedCommas(record: readonly string[]): string[] {
  const cells: string[] = [];
  let open = false;
  for (const part of record) {
    if (open) cells.push(`${cells.pop()},${part}`);
    else cells.push(part);
    open = endsInEscape(part);
    if (open) cells.push((cells.pop() ?? "").slice(0, -1));
  }
  // Behind the last cell there is no comma to escape.
  if (open) cells.push(`${cells.pop()}\\`);
  return cells;
}

function endsInEscape(text: string): boolean {
  let at = text.length;
  while (at > 0 && text[at - 1] === "\\") at -= 1;
  return (text.length - at) % 2 === 1;
}

/** Counts the lines of a file that comes in pieces, the last one also without a line break. */
export function createLineCount(): { add(piece: Buffer): void; readonly lines: number } {
  let breaks = 0;
  let isOpen = false;
  return {
    add(piece) {
      for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) breaks += 1;
      if (piece.length > 0) isOpen = piece.at(-1) !== 0x0a;
    },
    get lines() {
      return breaks + (isOpen ? 1 : 0);
    },
  };
}
