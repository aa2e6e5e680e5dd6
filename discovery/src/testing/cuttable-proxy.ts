import { once } from "node:events";
import net, { type AddressInfo } from "node:net";

export type Cut = "none" | "refused" | "silent";

/**
 * A TCP way to another port that can be cut: `refused` resets what is open and takes nothing new, `silent`
 * takes everything and passes nothing on, as a network that drops packets does.
 */
export async function cuttableProxy(targetPort: number) {
  const sockets = new Set<net.Socket>();
  let cut: Cut = "none";
  const server = net.createServer((near) => {
    if (cut === "refused") {
      near.destroy();
      return;
    }
    const far = net.connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => {
        // What a cut has swallowed never arrives, also when it is mended: such a connection is beyond help.
        if (cut === "none" && !isDeaf.has(near)) to.write(bytes);
        else isDeaf.add(near);
      });
      from.on("error", () => {});
      from.once("close", () => {
        sockets.delete(from);
        if (cut !== "silent" && !isDeaf.has(near)) to.destroy();
      });
    }
  });
  const isDeaf = new WeakSet<net.Socket>();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    cut(how: Cut) {
      cut = how;
      if (how === "refused") for (const socket of sockets) socket.destroy();
    },
    async close() {
      cut = "refused";
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
