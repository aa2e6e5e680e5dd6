import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackEnd, Listening } from "@siren/chassis/back-end";
import type { Caller } from "@siren/chassis/identity/caller";
import { createIdentitySigner } from "@siren/chassis/identity/identity";
import { readPrivateIdentity } from "@siren/chassis/identity/keys";
import { type ServiceName, serviceNames } from "@siren/contracts/roles";
import { exportJWK, generateKeyPair } from "jose";
import { buildOrder } from "../app.ts";
import { orderConfig } from "../config.ts";
import { testMenu, testStore } from "./build-menu.ts";
import { cardOne, memberOne, startedAt } from "./build-order.ts";
import { startFakePeer } from "./fake-peer.ts";
import { createFakeRegistry } from "./fake-registry.ts";

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers };
export type Ask = { as?: Caller | ServiceName; key?: string; body?: unknown; raw?: string; type?: string };

const person = (sub: string, roles: Caller["roles"], stores: string[] = []): Caller => ({
  ...{ kind: "member", sub, roles, stores, via: "token", authAtMs: startedAt },
});
export const customer = person(memberOne, ["customer"]);
export const stranger = person("mem_00000000000000000000000ZZZ", ["customer"]);
export const barista = person("mem_00000000000000000000000BBB", ["barista"], ["gangnam"]);
export const elsewhere = person("mem_00000000000000000000000CCC", ["barista"], ["hongdae"]);
export const guest: Caller = { ...person("g".repeat(43), ["guest"]), kind: "guest", via: "guest" };

/** Ten o'clock at the test store, going on from there in real time. */
function testClock() {
  const begun = Date.now();
  return () => startedAt + Date.now() - begun;
}

/** The real service on port 0 over a store in a temporary folder, with menu, member and barista played. */
export async function openDoor() {
  const folder = await mkdtemp(join(tmpdir(), "order-door-"));
  const now = testClock();
  const keys = await writeKeys(folder);
  const registry = createFakeRegistry();
  const menu = await startFakePeer({ stores: [testStore], menus: [testMenu] }, now);
  const member = await startFakePeer({ allowances: [], revoked: [] }, now);
  const barista = await startFakePeer({ tickets: [], soldOut: [], stores: [] }, now);
  for (const [name, peer] of Object.entries({ menu, member, barista })) registry.add(name, peer.port);
  member.answer = ({ path, body }) => ({
    status: 201,
    body: {
      orderId: path.split("/").at(-1),
      state: "PLACED",
      amount_krw: (body as { amount_krw: number }).amount_krw,
    },
  });
  barista.answer = ({ path }) => ({ status: 200, body: { orderId: path.split("/")[3], state: "VOIDED" } });
  const running: BackEnd[] = [];
  let urls: Listening = { url: "", managementUrl: "", instanceId: "" };

  async function startReplica(env: Record<string, string> = {}): Promise<Listening & { backEnd: BackEnd }> {
    const dataDir = join(folder, String(running.length));
    await mkdir(dataDir);
    const config = orderConfig({
      STORE: `sqlite://${join(folder, "order.db")}`,
      DATA_DIR: dataDir,
      IDENTITY_KEY_FILE: keys.fileOf("order"),
      IDENTITY_PUBLIC_KEYS_FILE: keys.publicFile,
      DRAIN_NOTICE_MS: "0",
      DRAIN_TIMEOUT_MS: "2000",
      HOLD_TIMEOUT_MS: "200",
      VOID_TIMEOUT_MS: "200",
      ...env,
    });
    const logSink = process.env.SHOW_LOG ? undefined : () => {};
    const backEnd = await buildOrder({
      config,
      registry: registry.client(),
      now,
      ...(logSink && { logSink }),
    });
    running.push(backEnd);
    return { ...(await backEnd.start()), backEnd };
  }

  async function signed(as: Caller | ServiceName): Promise<string> {
    const name = typeof as === "string" ? as : "gateway";
    const signer = createIdentitySigner(await readPrivateIdentity(name, keys.fileOf(name)), now);
    return signer.headerFor("order", typeof as === "string" ? undefined : as);
  }

  async function ask(method: string, path: string, { as, key, body, raw, type }: Ask = {}, url = urls.url) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(as && { "x-siren-identity": await signed(as) }),
        ...(key && { "idempotency-key": key }),
        ...((body ?? raw) !== undefined && { "content-type": type ?? "application/json" }),
      },
      ...((body ?? raw) !== undefined && { body: raw ?? JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    const answer: Answer = {
      status: response.status,
      body: text ? JSON.parse(text) : {},
      headers: response.headers,
    };
    return answer;
  }

  const { backEnd: _, ...listening } = await startReplica();
  urls = listening;
  const door = {
    ...{ menu, member, barista, registry, now, ask, startReplica },
    urls: () => urls,
    metrics: async () => (await fetch(`${urls.managementUrl}/metrics`)).text(),
    quoteAnswers: () => poll(async () => (await ask("POST", "/quotes", { body: cart })).status === 200),
    allow: (amount_krw: number, version = 1) =>
      member.publish("AllowanceSet", cardOne, {
        ...{ memberId: memberOne, cardId: cardOne, amount_krw, version },
        expiresAt: now() + 3_600_000,
      }),
    async close() {
      await Promise.all(running.map((backEnd) => backEnd.stop()));
      await Promise.all([menu, member, barista].map((peer) => peer.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  await door.quoteAnswers();
  return door;
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

export const cart = { storeId: "gangnam", lines: [{ itemId: "latte", choiceIds: ["tall"], quantity: 1 }] };
export const byCard = { ...cart, expected_total_krw: 5_000, payment: { method: "card", cardId: cardOne } };
export const atCounter = { ...cart, expected_total_krw: 5_000, payment: { method: "counter" } };

export async function poll(isSo: () => Promise<boolean>, withinMs = 8_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it did not become so within ${withinMs} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function writeKeys(folder: string) {
  const fileOf = (name: string) => join(folder, `${name}.jwk.json`);
  const keys = [];
  for (const name of serviceNames) {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const { d, ...open } = { ...(await exportJWK(privateKey)), kid: name };
    await writeFile(fileOf(name), JSON.stringify({ ...open, d }));
    keys.push(open);
  }
  const publicFile = join(folder, "public.jwks.json");
  await writeFile(publicFile, JSON.stringify({ keys }));
  return { fileOf, publicFile };
}
