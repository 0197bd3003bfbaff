/**
 * A mail server to be killed: it writes down what it took (connection and Message-ID, a line each) before it says so, and
 * when a connection ended (a hyphen). What its client heard of it before a death can be read from that: whoever sends on has heard. On SIGUSR2
 * it dies by itself, at the worst moment: when it has taken the next mail and has not yet answered.
 * Run as `node mail-server.mjs PORT FILE`; it prints its port when it listens.
 */
import { appendFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [port, file] = process.argv.slice(2);

let isDoomed = false;
process.on("SIGUSR2", () => {
  isDoomed = true;
});

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ["STARTTLS", "AUTH"],
  disableReverseLookup: true,
  onClose(session) {
    appendFileSync(file, `${process.pid}/${session.id} -\n`);
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    stream.on("end", () => {
      const id = /^message-id: <([^@>]+)@/im.exec(Buffer.concat(chunks).toString("latin1"))?.[1];
      appendFileSync(file, `${process.pid}/${session.id} ${id}\n`);
      if (isDoomed) process.kill(process.pid, "SIGKILL");
      else done();
    });
  },
});
// Connections that are broken off are what this server is for.
server.on("error", (error) => process.stderr.write(`${error.message}\n`));
server.listen(Number(port), "127.0.0.1", () => process.stdout.write(`${server.server.address().port}\n`));
