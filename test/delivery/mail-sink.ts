/** A real mail server that keeps what it is given, and can be told to refuse. */
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail as it came over the wire. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The whole message, headers and all. */
  readonly source: string;
  readonly secure: boolean;
  /** Name and password. */
  readonly user: string | undefined;
}

/** A running sink. */
export interface MailSink {
  readonly url: string;
  readonly port: number;
  readonly mails: SunkMail[];
  /** Answers the next recipients with this code; undefined to take them again. */
  refuseWith(code: number | undefined): void;
  close(): Promise<void>;
}

/** Starts a sink on a free port, or on one that it had before. */
export async function openMailSink(port = 0): Promise<MailSink> {
  const mails: SunkMail[] = [];
  let refusal: number | undefined;
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => done(null, { user: `${auth.username} ${auth.password}` }),
    onRcptTo(_address, _session, done) {
      if (refusal === undefined) return done();
      done(Object.assign(new Error("refused by SECRET-sink"), { responseCode: refusal }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString("utf8"),
          secure: session.secure,
          user: session.user as string | undefined,
        });
        done();
      });
    },
  });
  server.on("error", () => {
    // Connections that a test breaks off.
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const bound = (server.server.address() as AddressInfo).port;
  return {
    url: `smtp://127.0.0.1:${bound}?starttls=off`,
    port: bound,
    mails,
    refuseWith(code) {
      refusal = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A header of a mail, unfolded; encoded words are read. */
export function headerOf({ source }: SunkMail, name: string): string | undefined {
  const head = source.slice(0, source.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  const lines = head.split("\r\n").filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  if (lines.length > 1) throw new Error(`${lines.length} headers ${name}`);
  const words = lines[0]?.slice(name.length + 1).trim();
  return words
    ?.replace(/\?= =\?/g, "?==?")
    .replace(/=\?UTF-8\?([BQ])\?([^?]*)\?=/gi, (_, form: string, text: string) =>
      form.toUpperCase() === "B" ? Buffer.from(text, "base64").toString() : quoted(text.replaceAll("_", " ")),
    );
}

/** The parts of a mail by their type, decoded. */
export function partsOf({ source }: SunkMail): Readonly<Record<string, string>> {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1];
  const pieces = boundary === undefined ? [source] : source.split(`--${boundary}`).slice(1, -1);
  const found = pieces.map((piece): [string, string] => {
    const start = piece.indexOf("\r\n\r\n");
    const head = piece.slice(0, start);
    const body = piece.slice(start + 4);
    const type = /content-type: ([^;\r\n]+)/i.exec(head)?.[1] ?? "";
    const form = /content-transfer-encoding: (\S+)/i.exec(head)?.[1]?.toLowerCase();
    if (form === "base64") return [type, Buffer.from(body, "base64").toString()];
    return [type, form === "quoted-printable" ? quoted(body.replace(/=\r\n/g, "")) : body];
  });
  return Object.fromEntries(found);
}

function quoted(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}
