// alone: it measures what its own process holds
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Asker, askerOf } from "../conformance/ask.ts";
import { startOwn } from "../conformance/own-server.ts";
import type { StartedServer } from "../conformance/trial.ts";
import { validInstance } from "../src/testing/registry-on-a-socket.ts";

let server: StartedServer;
let asker: Asker;
before(async () => {
  server = await startOwn();
  asker = askerOf(server.url);
});
after(async () => {
  asker.close();
  await server.stop();
});
const ask: Asker["ask"] = (method, path, options) => asker.ask(method, path, options);

const JSON_TYPE = { "Content-Type": "application/json" };
const EMPTY = '{"applications":{"versions__delta":"1","apps__hashcode":"","application":[]}}';

async function untouched(): Promise<void> {
  const { status, text } = await ask("GET", "/eureka/apps", { headers: { Accept: "application/json" } });
  assert.deepEqual([status, text], [200, EMPTY]);
}

async function opened(): Promise<{ socket: Socket; said: () => string }> {
  const socket = connect(Number(server.url.port), "127.0.0.1");
  let said = "";
  // It may be reset while bytes are still on their way to it: that is a refusal too.
  socket
    .on("error", () => {})
    .on("data", (chunk) => {
      said += chunk;
    });
  await once(socket, "connect");
  return { socket, said: () => said };
}

test("headers without an end are cut off", async () => {
  const { socket, said } = await opened();
  socket.write("GET /eureka/apps HTTP/1.1\r\nHost: localhost\r\n");
  const line = `X-More: ${"a".repeat(1_000)}\r\n`;
  const feeding = setInterval(() => socket.write(line.repeat(8)), 5);
  await once(socket, "close");
  clearInterval(feeding);
  assert.match(said() || "HTTP/1.1 431", /^HTTP\/1\.1 431/);
  await untouched();
});

test("a body that comes slowly, or never, keeps nobody waiting and registers nothing", async () => {
  const { socket } = await opened();
  const half = `{"instance":${JSON.stringify(validInstance())}`;
  const head = `POST /eureka/apps/FOO HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  socket.write(`${head}Content-Length: ${half.length + 1}\r\n\r\n${half}`);
  await untouched();
  socket.destroy();
  await untouched();
});

test("a body that drips is cut short by the setting's time", async () => {
  const impatient = await startOwn({ EUREKA_REQUEST_TIMEOUT_MS: "300" });
  const socket = connect(Number(impatient.url.port), "127.0.0.1");
  let said = "";
  socket
    .on("error", () => {})
    .on("data", (chunk) => {
      said += chunk;
    });
  const head = "POST /eureka/apps/FOO HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  socket.write(`${head}Content-Length: 60000\r\n\r\n{`);
  const dripping = setInterval(() => socket.write(" "), 20);
  try {
    await once(socket, "close", { signal: AbortSignal.timeout(20_000) });
    assert.match(said, /^HTTP\/1\.1 408/);
  } finally {
    clearInterval(dripping);
    socket.destroy();
    await impatient.stop();
  }
});

test("a megabyte is refused, whether its length was told or not", async () => {
  const body = JSON.stringify({ instance: validInstance({ metadata: { a: "0".repeat(1_100_000) } }) });
  for (const path of ["/eureka/apps/FOO", "/eureka/v2/apps/FOO/"]) {
    const { status, text } = await ask("POST", path, { headers: JSON_TYPE, body });
    assert.deepEqual([status, text], [413, ""]);
  }
  const { socket, said } = await opened();
  const head = "POST /eureka/apps/FOO HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  socket.write(
    `${head}Transfer-Encoding: chunked\r\n\r\n10000\r\n${"0".repeat(0x10000)}\r\n10\r\n${"0".repeat(16)}\r\n0\r\n\r\n`,
  );
  while (!said().includes("\r\n\r\n")) await once(socket, "data");
  assert.match(said(), /^HTTP\/1\.1 413/);
  socket.destroy();
  await untouched();
});

test("what is no HTTP is refused, and the next request is answered", async () => {
  for (const bytes of ["\x16\x03\x01\x02\x00", "GET\r\n\r\n", "POST / HTTP/9.9\r\n\r\n", "\0".repeat(100)]) {
    const { socket } = await opened();
    socket.write(bytes);
    socket.end();
    await once(socket, "close");
    await untouched();
  }
});

test("a flood of made-up names leaves nothing behind", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const long = "N".repeat(8_000);
  const flood = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at++) {
      const name = `${at}${long}`;
      for (const path of [`/apps/${name}`, `/vips/${name}`, `/svips/${name}`, `/instances/${name}`]) {
        assert.ok((await ask("GET", `/eureka${path}`)).status < 405);
      }
      assert.equal((await ask("PUT", `/eureka/apps/${name}/i1`)).status, 404);
      assert.equal((await ask("DELETE", `/eureka/apps/${name}/i1`)).status, 404);
    }
  };
  await flood(0, 50);
  collect();
  const before = process.memoryUsage().heapUsed;
  await flood(50, 250);
  collect();
  const grownMb = (process.memoryUsage().heapUsed - before) / 1024 / 1024;
  // Kept once each, the 1,200 names alone would be ten.
  assert.ok(grownMb < 6, `the heap grew by ${grownMb.toFixed(1)} MB`);
  await untouched();
});
