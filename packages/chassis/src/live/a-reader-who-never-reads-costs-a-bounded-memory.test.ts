// alone: it measures the memory of its process
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { startLiveWorld } from "../../test/live-world.ts";
import { until } from "../testing/until.ts";

const stream = "store:gangnam";
const readers = 100;
const events = 1_000;
const megabyte = 1024 * 1024;

/** Opens the namespace, asks for the stream, and then reads nothing more. */
async function openAndFallAsleep(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let said = "";
  socket.on("data", (chunk) => {
    said += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  const write = (text: string) =>
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]));
  await until("it is greeted", () => said.includes('0{"sid"'));
  write("40/board,");
  await until("it is let in", () => said.includes('"hello"'));
  write(`42/board,0["resume",{"stream":"${stream}"}]`);
  await until("it is told where the stream is", () => said.includes("43/board,0"));
  socket.pause();
  return socket;
}

test("100 readers that never read, while 1,000 events are told, cost what a page of each costs", async (t) => {
  const world = await startLiveWorld(t, [{ name: "/board", streamsOf: () => [stream] }]);
  const sleepers = await Promise.all(Array.from({ length: readers }, () => openAndFallAsleep(world.url)));
  t.after(() => {
    for (const socket of sleepers) socket.destroy();
  });
  const page = world.open({}, {}, "/board");
  await page.resume(stream);
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const data = { ticket: { lines: "x".repeat(1_400) } };
  const before = used();
  let most = 0;
  for (let n = 1; n <= events; n += 1) {
    world.log.write(stream, "ticket.changed", data);
    if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    if (n % 100 === 0) most = Math.max(most, used() - before);
  }
  await until("the reader who reads has everything", () => page.numbers(stream).length === events);
  most = Math.max(most, used() - before);
  assert.deepEqual(
    page.numbers(stream),
    Array.from({ length: events }, (_, i) => i + 1),
  );
  // All that was told to them is 143 MB.
  t.diagnostic(`${Math.round(most / megabyte)} MB more for ${readers} readers that never read`);
  assert.ok(most < 100 * megabyte, `${Math.round(most / megabyte)} MB`);
  assert.equal(page.socket.connected, true);
});
