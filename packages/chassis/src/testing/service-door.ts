import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProblemCode, problem, problemTable } from "@siren/contracts/problems";
import type { ServiceName } from "@siren/contracts/roles";
import type { BackEnd, Listening } from "../back-end.ts";
import type { BackEndOptions } from "../create-back-end.ts";
import type { Caller } from "../identity/caller.ts";
import { createIdentitySigner, type IdentitySigner } from "../identity/identity.ts";
import { readPrivateIdentity } from "../identity/keys.ts";
import { type FeedPeer, startFeedPeer } from "./feed-peer.ts";
import { holdToDeclared } from "./hold-to-declared.ts";
import { fileOfKey, writePrivateKey, writeServiceKeys } from "./service-keys.ts";
import { createSharedRegistry } from "./shared-registry.ts";
import { until } from "./until.ts";

export type Answer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
  body: any;
  headers: Headers;
};
export type Ask = {
  as?: Caller | ServiceName;
  key?: string;
  body?: unknown;
  raw?: string;
  headers?: Record<string, string>;
  at?: { url: string };
};
export type Env = Record<string, string>;
type Build = (
  env: Env,
  given: Pick<BackEndOptions, "registry" | "now" | "logSink" | "onAnswer">,
) => Promise<BackEnd>;

export const person = (sub: string, roles: Caller["roles"], stores: string[] = []): Caller => ({
  ...{ kind: "member", sub, roles, stores, via: "token", authAtMs: Date.now() },
});

/**
 * A real service on port 0 over a store file in a temporary folder, asked with identities that are really
 * signed. Its clock is the real one, and goes ahead when the test says so.
 */
export async function openServiceDoor(name: ServiceName, build: Build, env: Env = {}) {
  const folder = await mkdtemp(join(tmpdir(), `${name}-door-`));
  const { publicFile } = await writeServiceKeys(folder);
  const registry = createSharedRegistry();
  const running = new Map<BackEnd, Listening>();
  const building = new Set<BackEnd>();
  const peers: FeedPeer[] = [];
  const log: string[] = [];
  const lies: string[] = [];
  const signers = new Map<ServiceName, IdentitySigner>();
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  /** Whoever was started first and still runs is asked when a test names nobody. */
  function current(): Listening {
    const [listening] = running.values();
    if (!listening) throw new Error(`no replica of ${name} is running`);
    return listening;
  }

  async function envOf(extra: Env = {}): Promise<Env> {
    return {
      STORE: `sqlite://${join(folder, `${name}.db`)}`,
      DATA_DIR: await mkdtemp(join(folder, "replica-")),
      IDENTITY_KEY_FILE: fileOfKey(folder, name),
      IDENTITY_PUBLIC_KEYS_FILE: publicFile,
      DRAIN_NOTICE_MS: "0",
      LINGER_MS: "0",
      DRAIN_TIMEOUT_MS: "2000",
      ...env,
      ...extra,
    };
  }

  async function start(extra: Env = {}): Promise<Listening & { stop(): Promise<void>; dataDir: string }> {
    const told = await envOf(extra);
    const logSink = (line: string) => void log.push(line);
    const backEnd = await build(told, {
      ...{ registry: registry.client(), now, logSink },
      onAnswer: holdToDeclared(lies),
    });
    building.add(backEnd);
    const listening = await backEnd.start();
    building.delete(backEnd);
    running.set(backEnd, listening);
    const stop = async () => {
      running.delete(backEnd);
      await backEnd.stop();
    };
    return { ...listening, stop, dataDir: told.DATA_DIR ?? "" };
  }

  async function stopAll(): Promise<void> {
    const all = [...building, ...running.keys()];
    building.clear();
    running.clear();
    await Promise.all(all.map((backEnd) => backEnd.stop()));
  }

  async function signed(as: Caller | ServiceName, by?: ServiceName): Promise<string> {
    const speaker = by ?? (typeof as === "string" ? as : "gateway");
    let signer = signers.get(speaker);
    if (!signer) {
      signer = createIdentitySigner(await readPrivateIdentity(speaker, fileOfKey(folder, speaker)), now);
      signers.set(speaker, signer);
    }
    return signer.headerFor(name, typeof as === "string" ? undefined : as);
  }

  async function ask(method: string, path: string, asked: Ask = {}): Promise<Answer> {
    const { as, key, body, raw, headers, at } = asked;
    const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${(at ?? current()).url}${path}`, {
      method,
      headers: {
        ...(as && { "x-siren-identity": await signed(as) }),
        ...(key && { "idempotency-key": key }),
        ...(text !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
      redirect: "manual",
      signal: AbortSignal.timeout(60_000),
    });
    const answered = await response.text();
    assert.deepEqual(lies, [], "what is answered is what was declared");
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      body: isJson && answered !== "" ? JSON.parse(answered) : answered,
      headers: response.headers,
    };
  }

  const metrics = async () => (await fetch(`${current().managementUrl}/metrics`)).text();

  return {
    ...{ folder, registry, now, log, start, stopAll, envOf, signed, ask },
    url: () => current().url,
    metrics,
    async peer(service: ServiceName, state?: unknown): Promise<FeedPeer> {
      const peer = await startFeedPeer(now, state);
      peers.push(peer);
      registry.add(service, peer.port);
      return peer;
    },
    makeKey: async (kid: string) => {
      const publicKey = await writePrivateKey(folder, kid);
      return { file: fileOfKey(folder, kid), publicKey };
    },
    /** Lets time pass for the service; its loops look at the clock at least once a second. */
    advance(ms: number) {
      aheadMs += ms;
    },
    /** All that was committed before the call: the relay is waited for. */
    async events(after = 0, reader: ServiceName = "order") {
      await until("the relay is through", async () => /^relay_waiting\S* 0$/m.test(await metrics()));
      const { body } = await ask("GET", `/internal/feed?after=${after}&limit=500`, { as: reader });
      return body.events as { type: string; data: Record<string, unknown> }[];
    },
    async close() {
      const closing = stopAll();
      await Promise.all(peers.map((peer) => peer.close()));
      await closing;
      await rm(folder, { recursive: true, force: true });
      assert.deepEqual(lies, [], "what is answered is what was declared");
    },
  };
}

export type ServiceDoor = Awaited<ReturnType<typeof openServiceDoor>>;

/** The answer's code when it is told as every refusal is; something that equals no code otherwise. */
export function codeOf({ status, body, headers }: Answer): ProblemCode | string {
  const read = problem.safeParse(body);
  if (!read.success) return `no problem: ${status} ${JSON.stringify(body)}`;
  const isProper =
    problemTable[read.data.code].status === status &&
    headers.get("content-type")?.startsWith("application/problem+json");
  return isProper ? read.data.code : `told wrongly: ${status} ${JSON.stringify(body)}`;
}
