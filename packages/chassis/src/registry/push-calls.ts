import http from "node:http";
import https from "node:https";

/** What our discovery has beside Eureka's protocol; another registry answers 404 to all of it. */
export type PushCalls = {
  /** Ends when the stream does, with why; never rejects. */
  listen(path: string, listening: Listening): Promise<StreamEnd>;
  /** Never rejects: what is not heard is said again. */
  say(path: string, body: Record<string, unknown>): Promise<void>;
  /** The answer's JSON; undefined: refused, so there is no such thing. Rejects when nobody answers. */
  ask(path: string, withinMs: number): Promise<unknown>;
  close(): void;
};

export type StreamEvent = { event: string; id: string | undefined; data: unknown };

export type Listening = {
  lastEventId?: string | undefined;
  /** Nothing at all for so long: the connection is dead, and nobody told us. */
  silenceMs: number;
  signal: AbortSignal;
  onEvent: (event: StreamEvent) => void;
  /** Called for whatever comes, heartbeats too. */
  onHeard?: () => void;
};

export type StreamEnd = { kind: "refused"; status: number } | { kind: "broken"; reason: string };

const sayWithinMs = 3_000;
const mostEventBytes = 1024 * 1024;

/** `appsUrl` is the registry's `/apps/` address; what stands before its `@` is shown to it. */
export function pushCalls(appsUrl: string): PushCalls {
  const base = new URL(appsUrl);
  const credentials = [base.username, base.password].map(decodeURIComponent).join(":");
  const authorization =
    credentials === ":" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
  base.username = base.password = "";
  const { Agent, request } = base.protocol === "https:" ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const urlOf = (path: string) => new URL(base.href.replace(/apps\/$/, `push/${path}`));

  const open = (path: string, options: http.RequestOptions) =>
    request(urlOf(path), { ...options, headers: { ...authorization, ...options.headers } });

  const answerTo = (sent: http.ClientRequest, withinMs: number) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const late = setTimeout(() => sent.destroy(new Error(`no answer within ${withinMs} ms`)), withinMs);
      sent.once("close", () => {
        clearTimeout(late);
        reject(new Error("the connection was closed"));
      });
      sent.once("error", reject);
      sent.once("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.once("error", reject);
        response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
      });
    });

  return {
    listen(path, { lastEventId, silenceMs, signal, onEvent, onHeard }) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve({ kind: "broken", reason: "closed" });
        const headers = {
          accept: "text/event-stream",
          ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
        };
        const sent = open(path, { headers, agent: false });
        const stop = () => sent.destroy();
        let reason = "the registry ended it";
        signal.addEventListener("abort", stop, { once: true });
        sent.setTimeout(silenceMs, () => sent.destroy(new Error(`nothing was heard for ${silenceMs} ms`)));
        sent.on("error", (fault) => {
          reason = fault.message;
        });
        sent.once("close", () => {
          signal.removeEventListener("abort", stop);
          resolve({ kind: "broken", reason });
        });
        sent.once("response", (response) => {
          const status = response.statusCode ?? 0;
          response.on("error", () => {});
          if (status !== 200) {
            resolve({ kind: "refused", status });
            sent.destroy();
            return;
          }
          const read = eventReader(onEvent);
          response.setEncoding("utf8").on("data", (chunk: string) => {
            onHeard?.();
            if (!signal.aborted && !read(chunk)) sent.destroy(new Error("an event without an end"));
          });
        });
        sent.end();
      });
    },
    async say(path, body) {
      const text = JSON.stringify(body);
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      const sent = open(path, { method: "POST", headers, agent });
      sent.end(text);
      await answerTo(sent, sayWithinMs).catch(() => {});
    },
    async ask(path, withinMs) {
      const sent = open(path, { headers: { accept: "application/json" }, agent });
      sent.end();
      const { status, text } = await answerTo(sent, withinMs);
      if (status !== 200) return undefined;
      return JSON.parse(text) as unknown;
    },
    close: () => agent.destroy(),
  };
}

/** Takes the stream piece by piece; false once a piece is no stream of events. */
function eventReader(onEvent: (event: StreamEvent) => void): (chunk: string) => boolean {
  let rest = "";
  return (chunk) => {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    if (rest.length > mostEventBytes) return false;
    for (const block of blocks) {
      const event = readEvent(block);
      if (event) onEvent(event);
    }
    return true;
  };
}

function readEvent(block: string): StreamEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
  }
  const event = fields.get("event");
  if (event === undefined) return undefined;
  try {
    return { event, id: fields.get("id"), data: JSON.parse(fields.get("data") ?? "null") as unknown };
  } catch {
    return undefined;
  }
}
