import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { isOwnPeer } from "./peer-user.js";

const linux = process.platform === "linux" ? false : "only Linux tells whose connections are";

for (const host of ["127.0.0.1", "::ffff:127.0.0.1"]) {
  test(`T-48 a connection of our own by ${host} is known as such, one that is not there is not`, {
    skip: linux,
  }, async (t) => {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect({ host, port: (server.address() as AddressInfo).port });
    const [socket] = (await once(server, "connection")) as [Socket];
    t.after(() => {
      client.destroy();
      socket.destroy();
      server.close();
    });
    assert.equal(await isOwnPeer(socket), true);
    assert.equal(await isOwnPeer({ remotePort: 1, localPort: socket.localPort! }), false);
  });
}
