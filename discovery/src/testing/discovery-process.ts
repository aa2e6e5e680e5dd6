import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createDiscovery, type Discovery } from "../app.ts";
import { readDiscoveryConfig } from "../config.ts";
import { asker } from "./registry-on-a-socket.ts";

export type WholeDiscovery = {
  port: number;
  url: string;
  ask: ReturnType<typeof asker>;
  /** Whether this event is in its log. */
  said(event: string): boolean;
  /** How many instances it would miss at once. */
  presence(): number;
  /** Ids of an application's instances that are UP here. */
  up(app: string): Promise<string[]>;
  stop(): Promise<void>;
};

/** The whole program in this process, with its timers and its clock; `port` 0 lets the system choose. */
export async function wholeDiscovery(
  env: Record<string, string> & { DATA_DIR: string },
  port = 0,
): Promise<WholeDiscovery> {
  const config = readDiscoveryConfig({
    ...env,
    PORT: String(port),
    MANAGEMENT_PORT: "0",
  });
  const lines: string[] = [];
  const sink = (line: string) => void lines.push(line);
  const deadline = Date.now() + 20_000;
  let discovery: Discovery;
  let url: string;
  for (;;) {
    discovery = await createDiscovery({ config, now: Date.now, random: Math.random, sink });
    try {
      ({ url } = await discovery.start());
      break;
    } catch (fault) {
      await discovery.stop();
      // While one is down, another test's process may be given its port for a connection, for a moment.
      const isTaken = fault instanceof Error && "code" in fault && fault.code === "EADDRINUSE";
      if (!isTaken || port === 0 || Date.now() > deadline) throw fault;
      await setTimeout(100);
    }
  }
  const ask = asker(Number(new URL(url).port));
  let stopped: Promise<void> | undefined;
  return {
    port: Number(new URL(url).port),
    url: `${url}/eureka/`,
    ask,
    said: (event) => lines.some((line) => line.includes(`"${event}"`)),
    presence: () => discovery.streams().presence,
    async up(app) {
      const { status, text } = await ask("GET", `/eureka/apps/${app}`, {
        headers: { Accept: "application/json" },
      });
      if (status !== 200) return [];
      const { application } = JSON.parse(text) as {
        application: { instance: { instanceId: string; status: string }[] };
      };
      return application.instance
        .filter((instance) => instance.status === "UP")
        .map(({ instanceId }) => instanceId)
        .sort();
    },
    stop() {
      stopped ??= discovery.stop();
      return stopped;
    },
  };
}

/** A folder of this test's own, and its end. */
export async function ownFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "discovery-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
