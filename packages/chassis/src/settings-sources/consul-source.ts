import type { SettingsSource } from "../live-settings.ts";
import { growingPauseMs, pause } from "../registry/pauses.ts";

const waitS = 30;

/** `consul:http://:TOKEN@host:8500/key/of/it` */
function addressOf(from: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(from.slice("consul:".length));
  const token = decodeURIComponent(url.password);
  url.username = url.password = "";
  url.pathname = `/v1/kv${url.pathname}`;
  return { url, headers: token === "" ? {} : { "x-consul-token": token } };
}

/** A key of Consul's store, by blocking queries: told as soon as it changes. */
export function consulSource(from: string): SettingsSource {
  const { url, headers } = addressOf(from);

  return {
    watch(onText, onRefused) {
      const closing = new AbortController();
      const { signal } = closing;

      async function ask(index: number): Promise<number> {
        const asked = new URL(url);
        if (index > 0) asked.search = `index=${index}&wait=${waitS}s`;
        const late = AbortSignal.timeout((waitS + 10) * 1_000);
        const answer = await fetch(asked, { headers, signal: AbortSignal.any([signal, late]) });
        if (answer.status !== 200 && answer.status !== 404)
          throw new Error(`Consul answered ${answer.status}`);
        const next = Number(answer.headers.get("x-consul-index") ?? 0);
        const body: unknown = answer.status === 200 ? await answer.json() : undefined;
        if (answer.status === 404) await answer.body?.cancel();
        const [entry] = Array.isArray(body)
          ? (body as { Value?: string | null; ModifyIndex?: number }[])
          : [];
        if (!entry) onText({ text: undefined });
        else {
          const text = Buffer.from(entry.Value ?? "", "base64").toString("utf8");
          onText({ text, version: String(entry.ModifyIndex ?? next) });
        }
        // A server that came back without its data counts from the start.
        return next < index ? 0 : next;
      }

      async function run(): Promise<void> {
        let index = 0;
        let failures = 0;
        while (!signal.aborted) {
          try {
            index = await ask(index);
            failures = 0;
            // An agent that does not hold the query must not be asked in a tight circle.
            if (index === 0) await pause(1_000, signal);
          } catch (error) {
            if (signal.aborted) return;
            index = 0;
            failures++;
            onRefused(`cannot be asked: ${error instanceof Error ? error.message : error}`);
            await pause(growingPauseMs(failures, Math.random, 200, 5_000), signal);
          }
        }
      }
      const running = run();
      return {
        async close() {
          closing.abort();
          await running;
        },
      };
    },
  };
}
