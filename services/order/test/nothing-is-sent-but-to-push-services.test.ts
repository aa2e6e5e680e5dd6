import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { makeLocalCertificate } from "@siren/chassis/testing/local-certificate";
import { pushAddress } from "../src/domain/push-service.ts";
import { isPublicAddress } from "../src/push/public-address.ts";
import { createPushLine, type PushLineParts } from "../src/push/push-line.ts";
import { createVapid, newVapidPair } from "../src/push/vapid.ts";
import { openPushService } from "../src/testing/push-service.ts";

test("the known push services are taken, and nobody who looks like one", () => {
  for (const known of [
    "https://fcm.googleapis.com/fcm/send/abc:def",
    "https://updates.push.services.mozilla.com/wpush/v2/x?y=1",
    "https://wns2-db5p.notify.windows.com/w/?token=x",
    "https://web.push.apple.com/QOx",
    "https://FCM.googleapis.com:443/x",
  ])
    assert.ok(pushAddress(known, undefined), known);
  for (const other of [
    ...["http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "ftp://fcm.googleapis.com/x"],
    ...[
      "https://fcm.googleapis.com./x",
      "https://fcm.googleapis.com.evil.example/x",
      "https://xfcm.googleapis.com/x",
    ],
    ...[
      "https://a@fcm.googleapis.com/x",
      "https://:b@fcm.googleapis.com/x",
      "https://fcm.googleapis.com/x#y",
    ],
    ...["https://push.services.mozilla.com/x", "https://evilpush.services.mozilla.com/x"],
    ...[
      "https://notify.windows.com/x",
      "https://notify.windows.com.evil.example/",
      "https://evil-notify.windows.com/",
    ],
    ...[
      "https://127.0.0.1/x",
      "https://[::1]/x",
      "https://169.254.169.254/",
      "https://2130706433/",
      "https://localhost/",
    ],
    ...[
      "https://evil.example\\@fcm.googleapis.com/",
      "https://evil.example/https://fcm.googleapis.com/",
      "x",
      "",
    ],
  ])
    assert.equal(pushAddress(other, undefined), null, other);
  assert.ok(pushAddress("http://127.0.0.1:9/x", "http://127.0.0.1:9"));
  assert.equal(pushAddress("http://127.0.0.1:10/x", "http://127.0.0.1:9"), null);
});

test("an address is public or it is not, in all its spellings", () => {
  for (const open of ["142.250.206.234", "1.1.1.1", "2404:6800:4004:827::200a", "2a00:1450::1", "2600::"])
    assert.equal(isPublicAddress(open), true, open);
  for (const closed of [
    ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.169.254", "172.31.0.1"],
    ...["192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"],
    ...[
      "224.0.0.1",
      "240.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "::127.0.0.1",
      "::ffff:127.0.0.1",
      "::ffff:8.8.8.8",
    ],
    ...[
      "::ffff:7f00:1",
      "0:0:0:0:0:ffff:10.0.0.1",
      "64:ff9b::10.0.0.1",
      "64:ff9b::8.8.8.8",
      "64:ff9b:1::1",
      "100::1",
    ],
    ...[
      "fe80::1",
      "fe80::1%eth0",
      "2404:6800::1%eth0",
      "fec0::1",
      "fc00::1",
      "fd12::1",
      "ff02::1",
      "2001::1",
    ],
    ...["2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1"],
    ...["", "localhost", "8.8.8", "0x7f.1", "127.1", "1.1.1.1 "],
  ])
    assert.equal(isPublicAddress(closed), false, closed);
});

const closing: (() => Promise<unknown>)[] = [];
after(() => Promise.all(closing.map((close) => close())));

const pair = newVapidPair();
const vapid = createVapid(pair, { subject: "mailto:ops@cafe.example", now: Date.now });
const lineOf = (parts: Partial<PushLineParts>) =>
  createPushLine({ vapid, random: randomBytes, now: () => 1_000_000, timeoutMs: 20_000, ...parts });
const never = new AbortController().signal;
const messageTo = (to: { endpoint: string; keys: { p256dh: string; auth: string } }) => ({
  to: { endpoint: to.endpoint, ...to.keys },
  notice: {
    orderId: "ord_00000000000000000000000001",
    number: 7,
    store: { ko: "가", en: "A" },
    language: "ko" as const,
  },
  ...{ ttlS: 60, topic: "topic" },
});

async function serviceAt(known?: Parameters<typeof openPushService>[0]) {
  const service = await openPushService(known);
  closing.push(service.close);
  service.state.publicKey = pair.publicKey;
  return service;
}

test("a name that leads into the house is not followed, whatever else it leads to; and nobody looks twice", async () => {
  const service = await serviceAt();
  const to = { ...(await service.subscribe("/x")), endpoint: "https://fcm.googleapis.com/x" };
  let looks = 0;
  for (const addresses of [["127.0.0.1"], ["142.250.206.234", "10.0.0.1"], ["::ffff:127.0.0.1"], []]) {
    const line = lineOf({
      resolve: async () => {
        looks += 1;
        return addresses;
      },
    });
    assert.equal((await line.send(messageTo(to), never)).kind, "later", addresses.join());
  }
  assert.equal(looks, 4);
  const rebinding = lineOf({
    testOrigin: "http://push.test:1",
    resolve: async () => ["127.0.0.1"],
  });
  const rebound = { ...to, endpoint: `http://push.test:1/x` };
  assert.equal((await rebinding.send(messageTo(rebound), never)).kind, "later");
  const known = { ...to, endpoint: `http://push.test:${service.port}/x` };
  const line = lineOf({ testOrigin: `http://push.test:${service.port}`, resolve: async () => ["127.0.0.1"] });
  assert.deepEqual(await line.send(messageTo(known), never), { kind: "taken" }, "no system knows this name");
  assert.deepEqual(service.faults, []);
});

test("over TLS the address that was looked at has to be the name's own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "push-certificate-"));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const { certFile, keyFile, authorityFile } = await makeLocalCertificate(folder);
  const [cert, key, authority] = await Promise.all(
    [certFile, keyFile, authorityFile].map((file) => readFile(file, "utf8")),
  );
  const service = await serviceAt({ tls: { cert: cert ?? "", key: key ?? "" } });
  const to = await service.subscribe("/x");
  const sentTo = async (name: string, more: Partial<PushLineParts>) => {
    const origin = `https://${name}:${service.port}`;
    const line = lineOf({ testOrigin: origin, resolve: async () => ["127.0.0.1"], ...more });
    return (await line.send(messageTo({ ...to, endpoint: `${origin}/x` }), never)).kind;
  };
  assert.ok(authority);
  assert.equal(await sentTo("localhost", { authority }), "taken");
  assert.equal(await sentTo("127.0.0.1", { authority }), "taken");
  assert.equal(await sentTo("push.test", { authority }), "later", "a certificate of another name");
  assert.equal(await sentTo("localhost", {}), "later", "of an authority that nobody knows");
  assert.deepEqual([service.asked.length, service.faults], [2, []]);
});

test("an answer is its status: nothing is followed, nothing more is read", async () => {
  const service = await serviceAt();
  const elsewhere = await serviceAt();
  const to = await service.subscribe("/x");
  const line = lineOf({ testOrigin: service.origin });
  const answers = [
    [201, {}, { kind: "taken" }],
    [301, { location: elsewhere.origin }, { kind: "refused", why: "answered 301" }],
    [307, { location: elsewhere.origin }, { kind: "refused", why: "answered 307" }],
    [400, {}, { kind: "refused", why: "answered 400" }],
    [403, {}, { kind: "refused", why: "answered 403" }],
    [404, {}, { kind: "gone" }],
    [410, {}, { kind: "gone" }],
    [429, { "retry-after": "30" }, { kind: "later", why: "answered 429", isDown: false, afterMs: 30_000 }],
    [
      429,
      { "retry-after": "86400" },
      { kind: "later", why: "answered 429", isDown: false, afterMs: 600_000 },
    ],
    [
      503,
      { "retry-after": new Date(1_060_000).toUTCString() },
      { kind: "later", why: "answered 503", isDown: true, afterMs: 60_000 },
    ],
    [500, { "retry-after": "soon" }, { kind: "later", why: "answered 500", isDown: true }],
  ] as const;
  for (const [status, headers, expected] of answers) {
    service.state.answer = () => ({ status, headers: { ...headers } as Record<string, string> });
    assert.deepEqual(await line.send(messageTo(to), never), expected);
  }
  assert.deepEqual(elsewhere.asked, []);
  assert.equal(service.received[0]?.notice.number, 7);
  assert.deepEqual(service.faults, []);
});

test("one who says nothing, too much, or goes on and on is left", async () => {
  const words = {
    silent: "",
    endless: `HTTP/1.1 201 Created\r\ncontent-length: 1000000000\r\n\r\n${"x".repeat(10_000)}`,
    garbage: "SSH-2.0-OpenSSH\r\n",
    heavy: `HTTP/1.1 201 Created\r\nx: ${"x".repeat(20_000)}\r\n\r\n`,
  };
  const kinds: Record<string, string> = {};
  for (const [name, word] of Object.entries(words)) {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => word !== "" && socket.write(word));
    });
    const sockets = new Set<import("node:net").Socket>();
    server.on("connection", (socket) => sockets.add(socket));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    const line = lineOf({ testOrigin: origin, timeoutMs: name === "silent" ? 200 : 20_000 });
    const to = { endpoint: `${origin}/x`, keys: { p256dh: pair.publicKey, auth: "BTBZMqHH6r4Tts7J_aSIgg" } };
    kinds[name] = (await line.send(messageTo(to), never)).kind;
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => server.close(closed));
  }
  assert.deepEqual(kinds, { silent: "later", endless: "taken", garbage: "later", heavy: "later" });
});
