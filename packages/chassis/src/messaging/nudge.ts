import { setTimeout as pause } from "node:timers/promises";
import type { ServiceName } from "@siren/contracts/roles";
import { eitherSignal } from "../either-signal.ts";
import type { FeedCursor } from "./ports.ts";
import { toldHead } from "./told-head.ts";

export type Sibling = { id: string; url: string };

export type NudgeOptions = {
  /** The other instances of the own service, as the registry shows them now. */
  siblings: () => readonly Sibling[];
  /** X-Siren-Identity for a call to the own service. */
  identity: () => Promise<string>;
  /** The highest number of the own feed that is known here, if any is. */
  head: () => FeedCursor | undefined;
  timeoutMs?: number;
  send?: typeof fetch;
};

export type Nudge = { send(): void; close(): void };

/** Between two calls to one sibling: what happens in that time is told by one. */
const gatherMs = 50;

/**
 * Tells the other replicas that there is something to look at. Never waited for and never repeated: each of
 * them looks by itself every second. One call at a time to each, and one more when more happened meanwhile.
 */
export function createNudge({
  siblings,
  identity,
  head,
  timeoutMs = 500,
  send = fetch,
}: NudgeOptions): Nudge {
  const onTheWay = new Map<string, { again: boolean }>();
  const closed = new AbortController();

  async function tell(sibling: Sibling): Promise<void> {
    const underWay = onTheWay.get(sibling.id);
    if (underWay) {
      underWay.again = true;
      return;
    }
    const call = { again: false };
    onTheWay.set(sibling.id, call);
    try {
      do {
        call.again = false;
        const signal = eitherSignal(closed.signal, AbortSignal.timeout(timeoutMs));
        const headers = { "x-siren-identity": await identity(), ...toldHead(head()) };
        const answer = await send(`${sibling.url}/internal/nudge`, { method: "POST", headers, signal });
        await answer.arrayBuffer();
        if (call.again) await pause(gatherMs, undefined, { signal: closed.signal });
      } while (call.again && !closed.signal.aborted);
    } catch {
      // A sibling that cannot be told is dying or will look by itself.
    } finally {
      onTheWay.delete(sibling.id);
    }
  }

  return {
    send() {
      if (closed.signal.aborted) return;
      for (const sibling of siblings()) void tell(sibling);
    },
    close: () => closed.abort(),
  };
}

export type NudgingService = { service: ServiceName; instanceId: string };

/** From the registry's view to those who are to be told: everybody of the service but oneself. */
export function siblingsIn(
  registry: { instances(service: string): readonly { id: string; host: string; port: number }[] },
  { service, instanceId }: NudgingService,
): Sibling[] {
  return registry
    .instances(service)
    .filter((instance) => instance.id !== instanceId)
    .map(({ id, host, port }) => ({ id, url: `http://${host.includes(":") ? `[${host}]` : host}:${port}` }));
}
