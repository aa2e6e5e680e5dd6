import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { makeLocalCertificates } from "@siren/chassis/testing/local-certificate";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { sendRaw } from "../src/testing/raw-client.ts";

let folder: string;
let edge: Gateway;

const names = ["shop", "wild", "usual", "next"] as const;
const nameOf = new Map<string, string>();

const fileOf = (more = "") => `https:
  port: 0
  options: { minVersion: TLSv1.3 }
  tls:
    shop.test: { key: shop.key, cert: shop.crt }
    "*.coffee.test": { key: wild.key, cert: wild.crt, ca: wild.crt }
    default: { key: usual.key, cert: usual.crt }
${more}
apiEndpoints: { menu: { paths: /menu } }
serviceEndpoints: { menu: { discover: menu } }
policies: [proxy]
pipelines: { menu: { apiEndpoint: menu, policy: { proxy: { action: { serviceEndpoint: menu } } } } }
`;

function open(url: string, servername?: string): Promise<TLSSocket> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ port: Number(port), host: "127.0.0.1", rejectUnauthorized: false },
      ...(servername !== undefined && { servername }),
    });
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}

async function shownTo(url: string, servername?: string): Promise<unknown> {
  const socket = await open(url, servername);
  const certificate: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  return nameOf.get(certificate.fingerprint256);
}

async function askOver(socket: TLSSocket, path: string): Promise<string> {
  let heard = "";
  socket.on("data", (part) => {
    heard += String(part);
  });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n`);
  await until("the answer is there", () => socket.closed);
  return heard;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-tls-"));
  const made = await makeLocalCertificates(names.map((name) => join(folder, name)));
  for (const [index, { certFile, keyFile }] of made.entries()) {
    const name = names[index] ?? "";
    await copyFile(certFile, join(folder, `${name}.crt`));
    await copyFile(keyFile, join(folder, `${name}.key`));
    nameOf.set(new X509Certificate(await readFile(certFile)).fingerprint256, name);
  }
  await writeFile(join(folder, "gateway.yml"), fileOf());
  edge = await openGateway({ GATEWAY_CONFIG: join(folder, "gateway.yml") });
});
after(async () => {
  await edge?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("each name has its certificate, and whoever names nobody the usual one", async () => {
  const url = edge.url();
  assert.match(url, /^https:/);
  assert.deepEqual(
    [
      await shownTo(url, "shop.test"),
      await shownTo(url, "a.coffee.test"),
      await shownTo(url, "elsewhere.test"),
      await shownTo(url),
    ],
    ["shop", "wild", "usual", "usual"],
  );
  const heard = await askOver(await open(url, "shop.test"), "/menu");
  assert.match(heard, /^HTTP\/1\.1 200/);
  assert.equal(edge.menu.last()?.headers["x-forwarded-proto"], "https");
});

test("a new certificate counts without a restart, and one that does not fit its key is refused", async () => {
  await writeFile(join(folder, "gateway.yml"), fileOf().replace("cert: shop.crt", "cert: wild.crt"));
  await until("it is refused", () =>
    edge.log.some((line) => /config\.refused.*gateway\.yml:5: https\.tls\.shop\.test/.test(line)),
  );
  assert.equal(await shownTo(edge.url(), "shop.test"), "shop");
  await writeFile(
    join(folder, "next.yml"),
    fileOf().replace("{ key: shop.key, cert: shop.crt", "{ key: next.key, cert: next.crt"),
  );
  await rename(join(folder, "next.yml"), join(folder, "gateway.yml"));
  await until("the next one is shown", async () => (await shownTo(edge.url(), "shop.test")) === "next");
  await writeFile(join(folder, "next.yml"), fileOf().replaceAll("usual.", "next."));
  await rename(join(folder, "next.yml"), join(folder, "gateway.yml"));
  await until("so it is for those who name nobody", async () => (await shownTo(edge.url())) === "next");
});

test("with http beside it there are two doors to one server", async () => {
  const both = join(folder, "both.yml");
  await writeFile(both, fileOf("http: { port: 0 }"));
  const other = await edge.start({ GATEWAY_CONFIG: both, MAX_CONNECTIONS: "10", LINGER_MS: "20000" });
  assert.match(other.url, /^http:/);
  const plain = "GET /menu HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n";
  assert.match(await sendRaw(other.url, plain), /^HTTP\/1\.1 200/);
  const line = edge.log.findLast((one) => one.includes('"https.listening"')) ?? "{}";
  const { port } = JSON.parse(line);
  const url = `https://127.0.0.1:${port}`;
  assert.equal(await shownTo(url, "shop.test"), "shop");
  assert.match(await askOver(await open(url, "shop.test"), "/menu"), /^HTTP\/1\.1 200/);
  assert.equal(edge.menu.last()?.headers["x-forwarded-proto"], "https");
  // Whoever speaks no TLS at that door is gone; the door is not.
  const rude = await open(url, "x.test");
  rude.destroy();
  const served = async (socket: TLSSocket) => {
    let heard = "";
    socket.on("data", (part) => {
      heard += String(part);
    });
    socket.write("GET /menu HTTP/1.1\r\nHost: shop.test\r\n\r\n");
    await until("it is served or closed", () => heard !== "" || socket.closed);
    return heard !== "";
  };
  const asked = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const socket = await open(url, "shop.test").catch(() => undefined);
      return { socket, isServed: socket !== undefined && (await served(socket)) };
    }),
  );
  const inside = asked.flatMap(({ socket, isServed }) => (socket && isServed ? [socket] : []));
  assert.ok(
    inside.length > 0 && inside.length <= 10,
    `${inside.length} of 12 inside, by both doors together`,
  );
  // Who is inside may still ask, by this door as by the other, until nobody is left.
  let isGone = false;
  const stopping = other.stop().then(() => {
    isGone = true;
  });
  await until("it says that it leaves", async () => {
    const late = await open(url, "shop.test").catch(() => undefined);
    late?.destroy();
    return edge.log.some((one) => one.includes('"draining"'));
  });
  for (const socket of inside) assert.ok(await served(socket));
  assert.equal(isGone, false);
  await until("each is told that it was its last", () => inside.every((socket) => socket.closed));
  await stopping;
  await assert.rejects(open(url, "shop.test"));
});
