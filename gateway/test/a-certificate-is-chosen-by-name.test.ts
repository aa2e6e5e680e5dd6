import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { until } from "@siren/chassis/testing/until";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

let folder: string;
let edge: Gateway;

/** Node signs, but issues no certificates. */
const hasOpenssl = (() => {
  try {
    execFileSync("openssl", ["version"]);
    return true;
  } catch {
    return false;
  }
})();
const skip = hasOpenssl ? false : "there is no openssl here to make certificates with";

function issue(file: string, name: string): void {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const out = ["-keyout", join(folder, `${file}.key`), "-out", join(folder, `${file}.crt`)];
  execFileSync("openssl", ["req", "-x509", ...key, ...out, "-subj", `/CN=${name}`, "-days", "2"], {
    stdio: "ignore",
  });
}

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
  return certificate.subject?.CN;
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
  if (skip) return;
  folder = await mkdtemp(join(tmpdir(), "gateway-tls-"));
  for (const [file, name] of [
    ["shop", "shop"],
    ["wild", "wild"],
    ["usual", "usual"],
    ["next", "next"],
  ] as const)
    issue(file, name);
  await writeFile(join(folder, "gateway.yml"), fileOf());
  edge = await openGateway({ GATEWAY_CONFIG: join(folder, "gateway.yml") });
});
after(async () => {
  await edge?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

test("each name has its certificate, and whoever names nobody the usual one", { skip }, async () => {
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

test("a new certificate counts without a restart, and one that does not fit its key is refused", {
  skip,
}, async () => {
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

test("with http beside it there are two doors to one server", { skip }, async () => {
  const both = join(folder, "both.yml");
  await writeFile(both, fileOf("http: { port: 0 }"));
  const other = await edge.start({ GATEWAY_CONFIG: both });
  assert.match(other.url, /^http:/);
  assert.equal((await edge.ask("GET", "/menu", { at: other })).status, 200);
  const line = edge.log.findLast((one) => one.includes('"https.listening"')) ?? "{}";
  const { port } = JSON.parse(line);
  const url = `https://127.0.0.1:${port}`;
  assert.equal(await shownTo(url, "shop.test"), "shop");
  assert.match(await askOver(await open(url, "shop.test"), "/menu"), /^HTTP\/1\.1 200/);
  assert.equal(edge.menu.last()?.headers["x-forwarded-proto"], "https");
  // Whoever speaks no TLS at that door is gone; the door is not.
  const rude = await open(url, "x.test");
  rude.destroy();
  await other.stop();
  await assert.rejects(open(url, "shop.test"));
});
