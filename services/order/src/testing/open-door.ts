import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { BackEnd, Listening } from "@siren/chassis/back-end";
import type { Caller } from "@siren/chassis/identity/caller";
import { createIdentitySigner } from "@siren/chassis/identity/identity";
import { readPrivateIdentity } from "@siren/chassis/identity/keys";
import type { ServiceName } from "@siren/contracts/roles";
import { buildOrder } from "../app.ts";
import { orderConfig } from "../config.ts";
import { testMenu, testStore } from "./build-menu.ts";
import { cardOne, memberOne, startedAt } from "./build-order.ts";
import { startFakePeer } from "./fake-peer.ts";
import { createFakeRegistry } from "./fake-registry.ts";
import { writeKeys } from "./identity-keys.ts";

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

const doomedReplica = fileURLToPath(new URL("doomed-replica.ts", import.meta.url));

/** Ten o'clock at the test store, going on from there in real time. */
export const clockFrom = (begun: number) => () => startedAt + Date.now() - begun;

/** The real service on port 0 over a store in a temporary folder, with menu, member and barista played. */
export async function openDoor(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "order-door-"));
  const begun = Date.now();
  let skippedMs = 0;
  const fromStart = clockFrom(begun);
  const now = () => fromStart() + skippedMs;
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
  const children: ChildProcess[] = [];
  const log: string[] = [];
  let urls: Listening = { url: "", managementUrl: "", instanceId: "" };

  async function envOf(env: Record<string, string>): Promise<Record<string, string>> {
    return {
      STORE: `sqlite://${join(folder, "order.db")}`,
      DATA_DIR: await mkdtemp(join(folder, "replica-")),
      IDENTITY_KEY_FILE: keys.fileOf("order"),
      IDENTITY_PUBLIC_KEYS_FILE: keys.publicFile,
      DRAIN_NOTICE_MS: "0",
      DRAIN_TIMEOUT_MS: "2000",
      HOLD_TIMEOUT_MS: "200",
      VOID_TIMEOUT_MS: "200",
      ...env,
    };
  }

  async function startReplica(env: Record<string, string> = {}): Promise<Listening & { backEnd: BackEnd }> {
    const config = orderConfig(await envOf(env));
    const logSink = (line: string) => void log.push(line);
    const backEnd = await buildOrder({ config, registry: registry.client(), now, logSink });
    running.push(backEnd);
    urls = await backEnd.start();
    return { ...urls, backEnd };
  }

  const stopReplicas = async () =>
    void (await Promise.all(running.splice(0).map((backEnd) => backEnd.stop())));

  /** A process of its own that is killed at a named step, as `kill -9` would. */
  async function startDoomed(step: string) {
    const peers = { menu: menu.port, member: member.port, barista: barista.port };
    const told = { env: await envOf({ FAILPOINTS: `${step}=kill` }), begun, peers };
    const child = spawn(process.execPath, [doomedReplica, JSON.stringify(told)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const died = once(child, "exit").then(([, signal]) => String(signal));
    children.push(child);
    for await (const line of createInterface({ input: child.stdout })) {
      log.push(line);
      const event = JSON.parse(line) as { event: string; url: string };
      if (event.event !== "listening") continue;
      child.stdout.resume();
      return { url: event.url, died };
    }
    throw new Error("the doomed replica ended before it listened");
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

  const door = {
    ...{
      menu,
      member,
      barista,
      registry,
      now,
      ask,
      signed,
      startReplica,
      stopReplicas,
      startDoomed,
      log,
      folder,
    },
    urls: () => urls,
    /** Lets time pass for the service; its loops look at the clock at least once a second. */
    advance: (ms: number) => {
      skippedMs += ms;
    },
    metrics: async () => (await fetch(`${urls.managementUrl}/metrics`)).text(),
    allow: (amount_krw: number, version = 1) =>
      member.publish("AllowanceSet", cardOne, {
        ...{ memberId: memberOne, cardId: cardOne, amount_krw, version },
        expiresAt: now() + 3_600_000,
      }),
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await stopReplicas();
      await Promise.all([menu, member, barista].map((peer) => peer.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await startReplica(env);
    await poll(async () => (await ask("POST", "/quotes", { body: cart })).status === 200);
    return door;
  } catch (error) {
    await door.close();
    throw new Error(`the door did not open; its log:\n${log.join("\n")}`, { cause: error });
  }
}

export type Door = Awaited<ReturnType<typeof openDoor>>;

export const cart = { storeId: "gangnam", lines: [{ itemId: "latte", choiceIds: ["tall"], quantity: 1 }] };
export const byCard = { ...cart, expected_total_krw: 5_000, payment: { method: "card", cardId: cardOne } };
export const atCounter = { ...cart, expected_total_krw: 5_000, payment: { method: "counter" } };

export async function poll(isSo: () => Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`it did not become so within ${withinMs} ms: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
