import http from "node:http";
import https from "node:https";
import { eitherSignal } from "../either-signal.ts";
import type { SettingsSource } from "../live-settings.ts";
import { growingPauseMs, pause } from "../registry/pauses.ts";

const waitS = 30;
const mostBytes = 1024 * 1024;

/** `consul:http://:TOKEN@host:8500/key/of/it` */
function addressOf(from: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(from.slice("consul:".length));
  const token = decodeURIComponent(url.password);
  url.username = url.password = "";
  url.pathname = `/v1/kv${url.pathname}`;
  return { url, headers: token === "" ? {} : { "x-consul-token": token } };
}

type Answer = { status: number; index: number; text: string };

/** By Node's own request and not by its fetch, which costs 4 MB in a process that loads it for nothing else (0009). */
async function askAgent(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Answer> {
  const { request } = url.protocol === "https:" ? https : http;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    request(url, { headers, signal, agent: false }, resolve).once("error", reject).end();
  });
  try {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > mostBytes) throw new Error(`Consul answered more than ${mostBytes} bytes`);
      parts.push(part);
    }
    const index = Number(answer.headers["x-consul-index"] ?? 0);
    return { status: answer.statusCode ?? 0, index, text: Buffer.concat(parts, size).toString("utf8") };
  } finally {
    answer.destroy();
  }
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
        const heard = await askAgent(asked, headers, eitherSignal(signal, late));
        const { status, index: next } = heard;
        if (status !== 200 && status !== 404) throw new Error(`Consul answered ${status}`);
        const body: unknown = status === 200 ? JSON.parse(heard.text) : undefined;
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
