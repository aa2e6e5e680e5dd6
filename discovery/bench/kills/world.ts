import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "@siren/chassis/free-port";
import { openRegistry } from "@siren/chassis/registry/open-registry";
import type { Registry } from "@siren/chassis/registry/port";
import { until } from "@siren/chassis/testing/until";
import { type Cut, cuttableProxy } from "../../src/testing/cuttable-proxy.ts";
import { readStream } from "../../src/testing/stream-reader.ts";

const main = new URL("../../src/main.ts", import.meta.url).pathname;
const instanceMain = new URL("./instance.ts", import.meta.url).pathname;
export const service = "cup";
const startWithinMs = 30_000;

export type Cup = { id: string; process: ChildProcess; lines: string[] };

/** Registries as processes that know each other, watchers in this process, and instances as processes. */
export async function killingWorld(options: {
  registries: number;
  watchers: number;
  /** A folder for what the registries say. */
  logs?: string | undefined;
}) {
  const folder = await mkdtemp(join(tmpdir(), "kills-"));
  const children = new Set<ChildProcess>();
  const closing: (() => Promise<void> | void)[] = [];
  const start = (args: string[], env: Record<string, string> = {}) => {
    const { NODE_COMPILE_CACHE = "", PATH = "" } = process.env;
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], {
      env: { PATH, NODE_COMPILE_CACHE, ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    return child;
  };

  const ports = await Promise.all(Array.from({ length: options.registries }, () => freePort()));
  const urlOf = (port: number) => `http://127.0.0.1:${port}/eureka/`;
  // Each tells each other by a way of its own, which can be cut.
  const ways = await Promise.all(
    ports.map((_, from) =>
      Promise.all(ports.map((port, to) => (from === to ? undefined : cuttableProxy(port)))),
    ),
  );
  closing.push(async () => {
    await Promise.all(ways.flat().map((way) => way?.close()));
  });
  const startRegistry = async (place: number) => {
    const child = start([main], {
      PORT: String(ports[place]),
      MANAGEMENT_PORT: "0",
      DATA_DIR: join(folder, `registry-${place}`),
      EUREKA_PEERS: ways[place]!.flatMap((way) => (way ? [urlOf(way.port)] : [])).join(","),
      LOG_LEVEL: options.logs === undefined ? "error" : "info",
    });
    if (options.logs === undefined) child.stdout?.resume();
    else child.stdout?.pipe(createWriteStream(join(options.logs, `registry-${place}.log`), { flags: "a" }));
    const answers = () =>
      fetch(`${urlOf(ports[place]!)}apps`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(`registry ${place} answers`, answers, startWithinMs);
    return child;
  };
  const registries = await Promise.all(ports.map((_, place) => startRegistry(place)));

  const goneAt = ports.map(() => new Map<string, number>());
  for (const [place, port] of ports.entries()) {
    const stream = await readStream(port, "/eureka/push/changes", {}, ({ event, data }) => {
      if (event === "evicted" || event === "cancelled")
        goneAt[place]!.set((data as { id: string }).id, Date.now());
    });
    closing.push(stream.close);
  }

  const views: { registry: Registry; lostAt: Map<string, number>; ids: () => string[] }[] = [];
  for (let place = 0; place < options.watchers; place++) {
    const urls = ports.map((_, shift) => urlOf(ports[(place + shift) % ports.length]!));
    const registry = openRegistry(`eureka:${urls.join(",")}`, {
      dataDir: join(folder, `watcher-${place}`),
      log: { info: () => {}, warn: () => {} },
      now: Date.now,
    });
    const lostAt = new Map<string, number>();
    let before = new Set<string>();
    registry.watch(service, (instances) => {
      const now = new Set(instances.map(({ id }) => id));
      for (const id of before) if (!now.has(id)) lostAt.set(id, Date.now());
      before = now;
    });
    views.push({ registry, lostAt, ids: () => registry.instances(service).map(({ id }) => id) });
    closing.push(() => registry.close());
  }

  let cups = 0;
  async function startCup(urls: readonly string[] = ports.map(urlOf)): Promise<Cup> {
    const place = ++cups;
    const args = ["--registry", `eureka:${urls.join(",")}`, "--service", service];
    const child = start([
      instanceMain,
      ...args,
      "--port",
      String(10_000 + place),
      "--data",
      join(folder, `cup-${place}`),
    ]);
    const lines: string[] = [];
    createInterface(child.stdout!).on("line", (line) => void lines.push(line));
    await until("an instance is registered", () => lines.length > 0, startWithinMs);
    return { id: lines[0]!, process: child, lines };
  }

  return {
    ports,
    registries,
    async restartRegistry(place: number): Promise<void> {
      registries[place] = await startRegistry(place);
    },
    /** Between one registry and all the others, both ways; the instances still reach each of them. */
    cutOff(place: number, how: Cut): void {
      for (const [from, line] of ways.entries())
        for (const [to, way] of line.entries()) if (from === place || to === place) way?.cut(how);
    },
    views,
    goneAt,
    startCup,
    /** Every watcher sees it, and each registry holds its stream. */
    async seen({ id }: Cup): Promise<void> {
      await until("every watcher sees it", () => views.every(({ ids }) => ids().includes(id)), startWithinMs);
      await until(
        "every registry has it",
        async () => (await Promise.all(ports.map((port) => isListed(port, id)))).every(Boolean),
        startWithinMs,
      );
      // A peer holds its stream a moment after it heard of it.
      await new Promise((resolve) => setTimeout(resolve, 400));
    },
    async proxied(): Promise<{ urls: string[]; cut: (how: "none" | "silent" | "refused") => void }> {
      const proxies = await Promise.all(ports.map((port) => cuttableProxy(port)));
      closing.push(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))));
      return {
        urls: proxies.map(({ port }) => urlOf(port)),
        cut: (how) => {
          for (const proxy of proxies) proxy.cut(how);
        },
      };
    },
    async close() {
      for (const end of closing) await end();
      const ended = [...children].map((child) => once(child, "exit"));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ended);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isListed(port: number, id: string): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/eureka/instances/${encodeURIComponent(id)}`, {
    headers: { Accept: "application/json" },
  });
  await answer.arrayBuffer();
  return answer.ok;
}

export type KillingWorld = Awaited<ReturnType<typeof killingWorld>>;
