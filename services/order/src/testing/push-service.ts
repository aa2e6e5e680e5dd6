import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type PushLanguage, type ReadyPush, readyPush } from "@siren/contracts/push";

const { subtle } = webcrypto;
const bytesOf = (text: string) => Buffer.from(text, "base64url");
const ascii = (text: string) => Buffer.from(text, "latin1");

export type Received = { path: string; ttlS: number; topic: string; claims: Claims; notice: ReadyPush };
type Claims = { aud: string; exp: number; sub: string };
type Browser = { pair: webcrypto.CryptoKeyPair; point: Buffer; auth: Buffer };
type Answer = { status: number; headers?: Record<string, string> };

/**
 * A push service and the browsers behind it. What comes in is verified and decrypted with WebCrypto, by the RFCs and
 * without a line of what is tested.
 */
export async function openPushService(given: { tls?: { cert: string; key: string } } = {}) {
  const browsers = new Map<string, Browser>();
  const received: Received[] = [];
  const asked: string[] = [];
  const faults: unknown[] = [];
  const state = { answer: (_path: string): Answer | "silent" => ({ status: 201 }), publicKey: "" };
  const onRequest = (req: IncomingMessage, res: import("node:http").ServerResponse) => void serve(req, res);
  const server = given.tls ? createTlsServer(given.tls, onRequest) : createServer(onRequest);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const origin = `${given.tls ? "https" : "http"}://127.0.0.1:${port}`;

  async function serve(req: IncomingMessage, res: import("node:http").ServerResponse): Promise<void> {
    const path = req.url ?? "";
    asked.push(path);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const answer = state.answer(path);
    if (answer === "silent") return;
    try {
      if (answer.status === 201) received.push(await read(req, path, Buffer.concat(chunks)));
    } catch (fault) {
      faults.push(fault);
    }
    res.writeHead(answer.status, answer.headers).end();
  }

  async function read(req: IncomingMessage, path: string, body: Buffer): Promise<Received> {
    const browser = browsers.get(path);
    assert.ok(browser, `${path} is no browser's`);
    const { authorization = "", ttl, topic, urgency } = req.headers;
    assert.equal(req.headers["content-encoding"], "aes128gcm");
    assert.equal(urgency, "high");
    assert.match(String(topic), /^[A-Za-z0-9_-]{1,32}$/);
    const claims = await verified(authorization, state.publicKey);
    const text = (await decrypted(body, browser)).toString();
    const notice = readyPush.parse(JSON.parse(text));
    return { path, ttlS: Number(ttl), topic: String(topic), claims, notice };
  }

  return {
    ...{ origin, port, received, asked, faults, state },
    async subscribe(path: string, language: PushLanguage = "ko") {
      const pair = await subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
      const point = Buffer.from(await subtle.exportKey("raw", pair.publicKey));
      const auth = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
      browsers.set(path, { pair, point, auth });
      const keys = { p256dh: point.toString("base64url"), auth: auth.toString("base64url") };
      return { endpoint: `${origin}${path}`, keys, language };
    },
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

export type PushService = Awaited<ReturnType<typeof openPushService>>;

/** RFC 8292, as a push service reads it that was told the key with the subscription. */
async function verified(authorization: string, publicKey: string): Promise<Claims> {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(authorization) ?? [];
  assert.equal(key, publicKey, "the key is the one that the browser subscribed with");
  const [header = "", claims = "", signature = ""] = token.split(".");
  const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const point = await subtle.importKey("raw", bytesOf(key), ecdsa, false, ["verify"]);
  assert.ok(
    await subtle.verify(ecdsa, point, bytesOf(signature), ascii(`${header}.${claims}`)),
    "signed by it",
  );
  assert.deepEqual(JSON.parse(bytesOf(header).toString()), { typ: "JWT", alg: "ES256" });
  return JSON.parse(bytesOf(claims).toString());
}

/** RFC 8291 and 8188, as a browser reads it. */
async function decrypted(body: Buffer, { pair, point, auth }: Browser): Promise<Buffer> {
  const salt = body.subarray(0, 16);
  assert.ok(body.length - 86 <= body.readUInt32BE(16), "one record");
  assert.equal(body[20], 65);
  const senders = body.subarray(21, 86);
  const sender = await subtle.importKey("raw", senders, { name: "ECDH", namedCurve: "P-256" }, true, []);
  const shared = await subtle.deriveBits({ name: "ECDH", public: sender }, pair.privateKey, 256);
  const derive = async (from: ArrayBuffer, by: Buffer, info: Buffer, bits: number) => {
    const key = await subtle.importKey("raw", from, "HKDF", false, ["deriveBits"]);
    return subtle.deriveBits(
      { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(by), info: new Uint8Array(info) },
      key,
      bits,
    );
  };
  const ikm = await derive(shared, auth, Buffer.concat([ascii("WebPush: info\0"), point, senders]), 256);
  const raw = await derive(ikm, salt, ascii("Content-Encoding: aes128gcm\0"), 128);
  const iv = await derive(ikm, salt, ascii("Content-Encoding: nonce\0"), 96);
  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
  const plain = Buffer.from(
    await subtle.decrypt({ name: "AES-GCM", iv }, key, new Uint8Array(body.subarray(86))),
  );
  const end = plain.findLastIndex((byte) => byte !== 0);
  assert.equal(plain[end], 2, "the last record says so");
  return plain.subarray(0, end);
}
