import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { after, before, describe, test } from "node:test";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { makeLocalCertificate } from "@siren/chassis/testing/local-certificate";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let edge: Gateway;
let root: string;
let tls: Record<string, string>;
before(async () => {
  edge = await openGateway();
  const { certFile, keyFile, authorityFile } = await makeLocalCertificate(edge.folder);
  root = await readFile(authorityFile, "utf8");
  tls = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile };
});
after(() => edge?.close());

const request = (path: string, ...headers: string[]) =>
  `GET ${path} HTTP/1.1\r\n${["Host: edge.test", ...headers].join("\r\n")}\r\n\r\n`;
const gaugeOf = async (managementUrl: string, name: RegExp) =>
  name.exec(await (await fetch(`${managementUrl}/metrics`)).text())?.[1];

/** Believes the root only: a handshake that succeeds was with the certificate that was meant. */
function shake(url: string, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const port = Number(new URL(url).port);
    const socket = connect({ port, host: "127.0.0.1", ca: root, ...options });
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}

async function askOver(socket: TLSSocket, text: string): Promise<string> {
  let heard = "";
  socket.on("data", (part) => {
    heard += String(part);
  });
  socket.write(text);
  await until("the answer is whole", () => socket.closed);
  return heard;
}

describe("over TLS", () => {
  let safe: Awaited<ReturnType<Gateway["start"]>>;
  before(async () => {
    safe = await edge.start(tls);
  });

  test("browsers are told to come by nothing else, and only those that came so", async () => {
    const answer = await askOver(await shake(safe.url), request("/api/v1/menu/x", "Connection: close"));
    assert.match(answer, /^HTTP\/1\.1 200/);
    assert.match(answer, /\r\nStrict-Transport-Security: max-age=15552000; includeSubDomains\r\n/i);
    assert.equal(edge.menu.last()?.headers["x-forwarded-proto"], "https");
    const plain = await edge.ask("GET", "/api/v1/menu/x", { headers: { "x-forwarded-proto": "https" } });
    assert.equal(plain.headers.get("strict-transport-security"), null);
    const silent = await edge.start({ ...tls, HSTS_SECONDS: "0" });
    const without = await askOver(await shake(silent.url), request("/api/v1/menu/x", "Connection: close"));
    assert.match(without, /^HTTP\/1\.1 200/);
    assert.doesNotMatch(without, /strict-transport/i);
    await silent.stop();
  });

  test("an old TLS is not spoken, and 1.2 only where that is allowed", async () => {
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await assert.rejects(shake(safe.url, old), /protocol version|alert|ECONNRESET/i);
    const [second, third] = [await shake(safe.url, { maxVersion: "TLSv1.2" }), await shake(safe.url)];
    assert.deepEqual([second.getProtocol(), third.getProtocol()], ["TLSv1.2", "TLSv1.3"]);
    second.destroy();
    third.destroy();
    const strict = await edge.start({ ...tls, TLS_MIN_VERSION: "TLSv1.3" });
    await assert.rejects(shake(strict.url, { maxVersion: "TLSv1.2" }), /protocol version|alert|ECONNRESET/i);
    (await shake(strict.url)).destroy();
    await strict.stop();
  });

  test("HTTP/1.1 is agreed on, and with whoever speaks only HTTP/2 nothing", async () => {
    const both = await shake(safe.url, { ALPNProtocols: ["h2", "http/1.1"] });
    assert.equal(both.alpnProtocol, "http/1.1");
    both.destroy();
    await assert.rejects(
      shake(safe.url, { ALPNProtocols: ["h2"] }),
      /no application protocol|alert|ECONNRESET/i,
    );
  });

  test("a socket is carried over it", async () => {
    const socket = await shake(safe.url);
    let heard = "";
    socket.on("data", (part) => {
      heard += String(part);
    });
    socket.write(upgradeRequest("/api/v1/order/socket.io/?EIO=4"));
    await until("it is upgraded", () => heard.includes("101 Switching Protocols"));
    socket.write("over and back");
    await until("it is carried", () => heard.endsWith("over and back"));
    assert.equal(edge.order.upgrades.at(-1)?.headers["x-forwarded-proto"], "https");
    socket.destroy();
  });

  test("a handshake that never ends is given up, and so is one that never begins", async () => {
    const hasty = await edge.start({ ...tls, TLS_HANDSHAKE_TIMEOUT_MS: "300" });
    const port = Number(new URL(hasty.url).port);
    // The first five bytes of a ClientHello that never comes, and nothing at all.
    const begun = [Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]), Buffer.alloc(0)].map((said) => {
      const socket = connectTcp(port, "127.0.0.1").on("error", () => {});
      socket.write(said);
      return socket.resume();
    });
    const plain = await connectRaw(hasty.url);
    plain.say(request("/api/v1/menu/x"));
    await until("both are closed", () => begun.every((socket) => socket.closed));
    await plain.closes();
    assert.doesNotMatch(plain.heard(), /200 OK/);
    await hasty.stop();
  });
});

describe("connections", () => {
  const cut = /^gateway_connections_cut\w*\{[^}]*because="crowded"[^}]*\} (\d+)/m;

  /** So many as there may be: all of them are served; the next is closed, until one of them has gone. */
  async function holdsTo(most: number, env: Record<string, string>) {
    const gateway = await edge.start(env);
    const inside = await Promise.all(Array.from({ length: most }, () => connectRaw(gateway.url)));
    for (const client of inside) {
      client.say(request("/api/v1/menu/x"));
      await client.hears("HTTP/1.1 200");
    }
    const outside = await connectRaw(gateway.url);
    outside.say(request("/api/v1/menu/x"));
    await outside.closes();
    assert.equal(outside.heard(), "");
    assert.equal(await gaugeOf(gateway.managementUrl, cut), "1");
    inside.pop()?.end();
    await until("there is room again", async () => {
      const next = await connectRaw(gateway.url);
      next.say(request("/api/v1/menu/x", "Connection: close"));
      await next.closes();
      return next.heard().startsWith("HTTP/1.1 200");
    });
    for (const client of inside) client.end();
    await gateway.stop();
  }

  test("from one address there are no more than its share", async () => {
    await holdsTo(10, { MAX_CONNECTIONS_PER_ADDRESS: "10" });
  });

  test("in all there are no more than may be", async () => {
    await holdsTo(12, { MAX_CONNECTIONS: "12" });
  });

  test("a trusted proxy is not one address", async () => {
    const gateway = await edge.start({ MAX_CONNECTIONS_PER_ADDRESS: "10", TRUSTED_PROXIES: "127.0.0.0/8" });
    const clients = await Promise.all(Array.from({ length: 15 }, () => connectRaw(gateway.url)));
    for (const client of clients) {
      client.say(request("/api/v1/menu/x", "Connection: close"));
      await client.closes();
      assert.match(client.heard(), /^HTTP\/1\.1 200/);
    }
    await gateway.stop();
  });

  test("one carries so many requests, says so with the last, and is closed", async () => {
    const gateway = await edge.start({ MAX_REQUESTS_PER_CONNECTION: "3" });
    const client = await connectRaw(gateway.url);
    for (let nth = 1; nth <= 3; nth += 1) {
      client.say(request("/api/v1/menu/x"));
      await until("it is answered", () => client.heard().match(/HTTP\/1\.1 200/g)?.length === nth);
      assert.equal(/\r\nConnection: close\r\n/i.test(client.heard()), nth === 3);
    }
    await client.closes();
    const before = edge.menu.seen.length;
    const hasty = await connectRaw(gateway.url);
    hasty.say(request("/api/v1/menu/x").repeat(5));
    await hasty.closes();
    assert.equal(hasty.heard().match(/HTTP\/1\.1 200/g)?.length, 3);
    assert.equal(edge.menu.seen.length, before + 3);
    await gateway.stop();
  });
});
