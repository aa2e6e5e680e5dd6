import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, BlockList, connect } from "node:net";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { watchConnections } from "./connections.ts";

const lookEveryMs = 25;
const keepAliveMs = 200;

async function open() {
  const server = createServer((_req, res) => void res.end("latte"));
  Object.assign(server, { keepAliveTimeout: keepAliveMs, keepAliveTimeoutBuffer: 0 });
  const connections = watchConnections(server, {
    ...{ maxConnections: 10, maxConnectionsPerAddress: 10 },
    ...{ writeStallMs: 4 * lookEveryMs, answerStallMs: 4 * lookEveryMs, trustedProxies: new BlockList() },
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  connections.start();
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setEncoding("latin1");
  await once(socket, "connect");
  return {
    socket,
    async ask(): Promise<string> {
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      const [heard] = await once(socket, "data");
      return heard;
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
      connections.stop();
      server.close();
      await once(server, "close");
    },
  };
}

test("one that is asked again and again is kept for longer than it may be idle, and told how long that is", async () => {
  await using at = await open();
  const untilMs = performance.now() + 3 * keepAliveMs;
  while (performance.now() < untilMs) {
    assert.match(await at.ask(), /Connection: keep-alive\r\n/);
    await pause(keepAliveMs / 4);
  }
  assert.equal(at.socket.readyState, "open");
});

test("and the same one is closed when nothing comes any more, not before", async () => {
  await using at = await open();
  await at.ask();
  const answeredMs = performance.now();
  await once(at.socket, "close");
  assert.ok(performance.now() - answeredMs >= keepAliveMs - lookEveryMs);
});
