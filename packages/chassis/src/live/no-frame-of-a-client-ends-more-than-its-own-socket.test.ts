import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { customer } from "../../test/back-end-world.ts";
import { fileLifetime } from "../../test/lifetime.ts";
import { type LiveWorld, type Page, startLiveWorld } from "../../test/live-world.ts";
import { until } from "../testing/until.ts";

const stream = `member:${customer}`;
let world: LiveWorld;
let bystander: Page;
let told = 0;
// One world for all: whatever one sends must leave it as it was.
const lifetime = fileLifetime();
before(async () => {
  world = await startLiveWorld(lifetime);
  bystander = world.open({ token: await world.token() });
  await bystander.resume(stream);
});
after(() => {
  bystander.socket.disconnect();
  for (const { socket } of everyRaw) socket.destroy();
});

/** A frame as RFC 6455 has it, masked with zeroes unless told otherwise; `first` is the byte of FIN, RSV and opcode. */
function frame(payload: string | Buffer, { first = 0x81, masked = true } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const mask = masked ? 0x80 : 0;
  const length =
    bytes.length < 126
      ? Buffer.from([mask | bytes.length])
      : Buffer.from([mask | 126, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(masked ? 4 : 0), bytes]);
}

const everyRaw: Raw[] = [];
type Raw = { socket: Socket; said(): string; isGone(): boolean };

/** What a page would send below socket.io's own client, byte by byte. */
async function raw(opens = true): Promise<Raw> {
  const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
  let bytes = "";
  let isGone = false;
  socket.on("data", (chunk) => {
    bytes += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    isGone = true;
  });
  await once(socket, "connect");
  const key = Buffer.alloc(16).toString("base64");
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  await until("engine.io greets", () => bytes.includes('0{"sid"'));
  if (opens) {
    socket.write(frame(`40/orders,${JSON.stringify({ token: await world.token() })}`));
    await until("the namespace greets", () => bytes.includes('42/orders,["hello"'));
  }
  const page = { socket, said: () => bytes, isGone: () => isGone };
  everyRaw.push(page);
  return page;
}

/** Everybody else is told as before, and the process answers. */
async function othersAreWell(): Promise<void> {
  told += 1;
  world.log.write(stream);
  await until("the bystander hears", () => bystander.numbers(stream).length === told);
  assert.equal(bystander.socket.connected, true);
  assert.equal((await fetch(`${world.url}/healthz`)).status, 200);
}

const goodbye = (code: string) => `42/orders,["goodbye",{"code":"${code}"}]`;
const badRequest = goodbye("BAD_REQUEST");
/** A close frame of the server's with this code. */
const closing = (code: number) => String.fromCharCode(code >> 8, code & 0xff);

const packets: Record<string, string> = {
  "a packet of no type that socket.io knows": "49nonsense",
  "an event that is not JSON": "42/orders,[broken",
  "an event named error": '42/orders,["error",{"message":"boom"}]',
  "an event of a reserved name": '42/orders,["disconnecting"]',
  "an event with no name": "42/orders,[]",
  "an event that nobody knows": '42/orders,["order.ready",{}]',
  "a resume of no form": '42/orders,["resume"]',
  "a resume of a wrong type": '42/orders,["resume",{"stream":7}]',
  "a resume with an unknown field": `42/orders,["resume",{"stream":"${stream}","since":1}]`,
  "a negative place": `42/orders,["resume",{"stream":"${stream}","after":-1}]`,
  "an event with an attachment": '451-/orders,["resume",{"_placeholder":true,"num":0}]',
  "a frame that is no packet of engine.io": "zzz",
  "a packet that only servers send": '0{"sid":"mine"}',
  "a ping, which is the server's to send": "2",
};
for (const [what, packet] of Object.entries(packets)) {
  test(`${what} ends the socket that sent it, with a reason, and no other`, async () => {
    const page = await raw();
    page.socket.write(frame(packet));
    if (packet.startsWith("451")) page.socket.write(frame("xx", { first: 0x82 }));
    await until("it is told why", () => page.said().includes(badRequest));
    await othersAreWell();
  });
}

const frames: Record<string, [Buffer, number]> = {
  "bytes in place of text": [frame("\x00\x01", { first: 0x82 }), 1008],
  "more than 16 kB": [frame("x".repeat(17 * 1024)), 1009],
  "more than 16 kB in pieces": [
    Buffer.concat([
      frame("x".repeat(9 * 1024), { first: 0x01 }),
      ...[0x00, 0x80].map((first) => frame("x".repeat(9 * 1024), { first })),
    ]),
    1009,
  ],
  "a frame without a mask": [frame("3", { masked: false }), 1002],
  "an opcode that is none": [frame("3", { first: 0x83 }), 1002],
  "a reserved bit": [frame("3", { first: 0xc1 }), 1002],
  "a piece of nothing": [frame("3", { first: 0x80 }), 1002],
  "text that is no UTF-8": [frame(Buffer.from([0x34, 0xff, 0xfe])), 1007],
  "a ping that is too long": [frame("x".repeat(200), { first: 0x89 }), 1002],
  "garbage in place of a frame": [Buffer.from("GET / HTTP/1.1\r\n\r\n"), 1002],
};
for (const [what, [bytes, code]] of Object.entries(frames)) {
  test(`${what} closes the connection that sent it with ${code}, and no other`, async () => {
    const page = await raw();
    page.socket.write(bytes);
    await until("it is told why", () => page.said().includes(closing(code)));
    await othersAreWell();
  });
}

const floods: Record<string, [boolean, Buffer, string, number?]> = {
  "so many requests": [true, frame('42/orders,["ack",{"stream":"x","n":1}]'), goodbye("TOO_MANY_REQUESTS")],
  "requests that take their time": [
    true,
    frame(`42/orders,0["resume",{"stream":"${stream}"}]`),
    goodbye("TOO_MANY_REQUESTS"),
  ],
  "so many pings": [true, frame("", { first: 0x89 }), goodbye("TOO_MANY_REQUESTS")],
  "so much without ever opening a namespace": [false, frame("40/nowhere,"), "TOO_MANY_REQUESTS"],
  "the same namespace again and again": [false, frame('40/orders,{"token":"x"}'), "BAD_REQUEST", 5],
};
for (const [what, [opens, one, reason, times = 1_000]] of Object.entries(floods)) {
  test(`who sends ${what} is closed with ${reason}, and nobody is held up`, async () => {
    const page = await raw(opens);
    page.socket.write(Buffer.concat(Array.from({ length: times }, () => one)));
    await until("it is told why", () => page.said().includes(reason));
    await othersAreWell();
  });
}

test("who begins a stream anew again and again is closed, though each was answered before the next", async () => {
  const page = world.open({ token: await world.token() });
  let answered = 0;
  await assert.rejects(async () => {
    for (; answered < 100; answered += 1) if (!(await page.resume(stream)).ok) break;
    await page.resume(stream);
  });
  await until("it is told why", () => page.goodbye === "TOO_MANY_REQUESTS");
  assert.ok(answered >= 20 && answered < 100, `${answered}`);
  await othersAreWell();
});

test("there is nothing but what is guarded, and whoever leaves that is let go", async () => {
  const nowhere = await raw(false);
  nowhere.socket.write(frame("40"));
  await until("it is refused", () => nowhere.said().includes('44{"message":"NOT_FOUND"'));
  nowhere.socket.destroy();
  const leaver = await raw();
  leaver.socket.write(frame("41/orders,"));
  await until("it is closed", () => leaver.isGone());
  await othersAreWell();
});

test("each of them is gone from the process, though none has answered its farewell", async () => {
  await until("all are gone", () => everyRaw.every((one) => one.isGone()));
});
