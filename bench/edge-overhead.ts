import { Agent, get } from "node:http";
import { identityHeader } from "@siren/contracts/identity";
import { identityOf, listeningOf } from "../e2e/harness/audit.ts";
import { storeId } from "../e2e/harness/cafe.ts";
import { columns, inMs, spreadOf } from "../e2e/harness/spread.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

const warmUps = 100;
const path = `/stores/${storeId}/menu`;

/** The same answer, once from menu itself and once through the gateway, in turns, on connections kept open. */
export async function benchEdge(stack: TestStack, pairs: number, signal: AbortSignal): Promise<string> {
  const direct = asker(`${listeningOf(stack, "menu").url}${path}`, {
    // Checking who asks is menu's own work, not the gateway's.
    header: keptFor(identityLifeMs, () => identityOf(stack, "gateway", "menu")),
  });
  const through = asker(`${stack.gatewayUrl.replace("localhost", "127.0.0.1")}/api/v1/menu${path}`);
  const directMs: number[] = [];
  const throughMs: number[] = [];
  try {
    for (let n = 0; n < warmUps + pairs && !signal.aborted; n++) {
      // Who goes first takes turns too: the second of a pair finds warmer caches.
      const [first, second] = n % 2 === 0 ? [direct, through] : [through, direct];
      const tookMs = new Map([
        [first, await first.ask()],
        [second, await second.ask()],
      ]);
      if (n < warmUps) continue;
      directMs.push(tookMs.get(direct) ?? Number.NaN);
      throughMs.push(tookMs.get(through) ?? Number.NaN);
    }
  } finally {
    direct.close();
    through.close();
  }
  const addedMs = throughMs.map((ms, n) => ms - (directMs[n] ?? Number.NaN));
  return columns([
    ["GET a store's menu", "pairs", "p50 ms", "p95 ms", "p99 ms"],
    row("menu itself", directMs),
    row("through the gateway", throughMs),
    row("added, pair by pair", addedMs),
  ]);
}

/** As long as the gateway itself uses one. */
const identityLifeMs = 10_000;

function keptFor(lifeMs: number, make: () => string): () => string {
  let made = { value: "", atMs: Number.NEGATIVE_INFINITY };
  return () => {
    if (performance.now() - made.atMs > lifeMs) made = { value: make(), atMs: performance.now() };
    return made.value;
  };
}

function asker(url: string, { header }: { header?: () => string } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<number>((resolve, reject) => {
      const headers = header ? { [identityHeader]: header() } : {};
      const beganAtMs = performance.now();
      get(url, { agent, headers }, (response) => {
        response.resume();
        response.once("end", () =>
          response.statusCode === 200
            ? resolve(performance.now() - beganAtMs)
            : reject(new Error(`${url} answered ${response.statusCode}`)),
        );
      }).once("error", reject);
    });
  return { ask, close: () => agent.destroy() };
}

function row(what: string, values: readonly number[]): string[] {
  const { count, p50, p95, p99 } = spreadOf(values);
  return [what, String(count), inMs(p50), inMs(p95), inMs(p99)];
}
