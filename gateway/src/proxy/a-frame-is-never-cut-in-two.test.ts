import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { createCarriedSockets, farewellMs } from "./carried-sockets.ts";
import { closeFrame, followFrames, maskedCloseFrame } from "./frames.ts";

function frame(size: number, masked = false): Buffer {
  const mark = masked ? 0x80 : 0;
  const extended = Buffer.alloc(size < 126 ? 0 : size < 65_536 ? 2 : 8);
  if (extended.length === 2) extended.writeUInt16BE(size);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(size));
  const length = [125, 126, 127][[0, 2, 8].indexOf(extended.length)] as number;
  const first = mark | (extended.length === 0 ? size : length);
  return Buffer.concat([
    Buffer.from([0x82, first]),
    extended,
    Buffer.alloc(masked ? 4 : 0, 7),
    Buffer.alloc(size, 9),
  ]);
}

const sizes = [0, 1, 125, 126, 65_535, 65_536, 70_000];

test("the ends of frames are found, however the bytes arrive", () => {
  const frames = sizes.flatMap((size) => [frame(size), frame(size, true)]);
  const stream = Buffer.concat(frames);
  const ends = new Set<number>([0]);
  let sum = 0;
  for (const one of frames) {
    sum += one.length;
    ends.add(sum);
  }
  for (const step of [1, 2, 3, 13, 1_000, 65_537, stream.length]) {
    const following = followFrames();
    for (let at = 0; at < stream.length; at += step) {
      const next = Math.min(at + step, stream.length);
      assert.equal(following.read(stream.subarray(at, next)), next - at);
      assert.equal(following.isBetween(), ends.has(next), `after ${next} bytes in steps of ${step}`);
    }
  }
});

test("asked to stop, it reads no further than the frame that has begun", () => {
  const two = Buffer.concat([frame(300), frame(5)]);
  const following = followFrames();
  following.read(two.subarray(0, 100));
  assert.equal(following.read(two.subarray(100), true), frame(300).length - 100);
  assert.ok(following.isBetween());
});

test("a close frame of a client is masked", () => {
  const mask = Buffer.from([1, 2, 3, 4]);
  const sent = maskedCloseFrame(mask);
  assert.deepEqual([...sent.subarray(0, 6)], [0x88, 0x82, 1, 2, 3, 4]);
  assert.deepEqual([(sent[6] as number) ^ 1, (sent[7] as number) ^ 2], [0x03, 0xe9]);
});

test("more sockets are given more time to come back elsewhere, but not without end", () => {
  assert.ok(farewellMs(3) < 300);
  assert.ok(farewellMs(1_000) > 1_000);
  assert.equal(farewellMs(1_000_000), 3_000);
});

/** Two connected sockets, as the gateway holds one and the other end the other. */
async function pair() {
  const server = net.createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const far = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const [near] = (await once(server, "connection")) as [net.Socket];
  server.close();
  return { near, far };
}

async function heardBy(socket: net.Socket): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of socket.pipe(new PassThrough())) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

test("both ends hear of the end behind a whole frame, and nothing after it", async () => {
  const browser = await pair();
  const service = await pair();
  const carried = createCarriedSockets();
  const heard = Promise.all([heardBy(browser.far), heardBy(service.far)]);
  carried.add(browser.near, service.near);
  service.near.pipe(browser.near).pipe(service.near);
  const large = frame(40_000);
  service.far.write(large.subarray(0, 20_000));
  browser.far.write(frame(10, true));
  await once(service.near, "data");
  const goodbye = carried.sayGoodbye(() => 0);
  // The one way is free for its close frame at once; the other is in the middle of a frame.
  await once(service.far, "end");
  service.far.write(Buffer.concat([large.subarray(20_000), frame(7)]));
  // A WebSocket's client closes when it was told to.
  browser.far.once("end", () => browser.far.end());
  await goodbye;
  service.near.destroy();
  const [down, up] = await heard;
  assert.deepEqual(down, Buffer.concat([large, closeFrame]));
  assert.deepEqual([up.subarray(0, 16).length, up[16], up[17]], [16, 0x88, 0x82]);
  assert.equal(carried.count(), 0);
  for (const socket of [browser.far, service.far]) socket.destroy();
});
