/**
 * Tells whose process is at the other end of a loopback connection. Ports have no owner: on a machine of several users any
 * of them could ask for the events of a function, and events hold passwords. Linux knows; elsewhere every peer is taken.
 */
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";

/** Whether a peer on this machine runs as the user of this process. */
export async function isOwnPeer({ remotePort, localPort }: Pick<Socket, "remotePort" | "localPort">): Promise<boolean> {
  const user = process.getuid?.();
  if (process.platform !== "linux" || user === undefined) return true;
  if (remotePort === undefined || localPort === undefined) return false;
  for (const [file, address] of tables) {
    let table: string;
    try {
      table = await readFile(file, "utf8");
    } catch {
      // A system that does not tell.
      return true;
    }
    const from = ` ${address}:${hexadecimal(remotePort)} ${address}:${hexadecimal(localPort)} `;
    const line = table.split("\n").find((one) => one.includes(from));
    // sl, local, remote, state, queues, timer, retransmits, uid
    if (line !== undefined) return Number(line.trim().split(/ +/)[7]) === user;
  }
  return false;
}

/**
 * 127.0.0.1 as the kernel writes it, in the byte order of the machine: all Linux builds of Node but that for s390x are
 * little-endian. Clients with one socket for both families (Java) stand in the second table.
 */
const tables = [
  ["/proc/net/tcp", "0100007F"],
  ["/proc/net/tcp6", "0000000000000000FFFF00000100007F"],
] as const;

function hexadecimal(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, "0");
}
