import { Agent, request } from "node:http";
import { request as requestOverTls, Agent as TlsAgent } from "node:https";

export type Kind = "read" | "keyed" | "unkeyed";
export type Sent = {
  kind: Kind;
  id: string;
  /** Since the load began. */
  atMs: number;
  tookMs: number;
  /** 0 where the connection gave no answer. */
  status: number;
  /** What came in place of a good answer. */
  fault: string;
  /** The connection had been kept, and was closed by the other side just when it was used anew. */
  isSentAgain: boolean;
};

type Options = {
  url: string;
  perSecond: number;
  seconds: number;
  /** Ends the load before its time. */
  signal?: AbortSignal;
  /** The root to believe, where it is https. */
  ca?: string | undefined;
};

const giveUpMs = 15_000;
const kindAt = (n: number): Kind => (n % 10 === 9 ? "unkeyed" : n % 10 >= 6 ? "keyed" : "read");

/**
 * So many requests a second whatever becomes of them: six reads, three writes with a key and one without, of ten. A
 * connection is given up when the other side says that it will close it. What may be sent twice is sent once more where a
 * kept connection is reset before any answer, as every client does that keeps connections (RFC 9112, 9.3.1); nothing else.
 */
export async function steadyLoad({ url, perSecond, seconds, signal, ca }: Options): Promise<Sent[]> {
  const manners = { keepAlive: true, maxSockets: 400 };
  const agent = ca === undefined ? new Agent(manners) : new TlsAgent({ ...manners, ca });
  const asking = ca === undefined ? request : requestOverTls;
  const run = Math.random().toString(36).slice(2, 8);
  const beganMs = performance.now();
  const all: Promise<Sent>[] = [];
  await new Promise<void>((resolve) => {
    const beat = setInterval(() => {
      const dueCount = Math.min(perSecond * seconds, ((performance.now() - beganMs) / 1_000) * perSecond);
      while (all.length < dueCount) all.push(send(all.length));
      if (all.length < perSecond * seconds && !signal?.aborted) return;
      clearInterval(beat);
      resolve();
    }, 5);
  });
  const sent = await Promise.all(all);
  agent.destroy();
  return sent;

  async function send(n: number): Promise<Sent> {
    const kind = kindAt(n);
    const id = `${kind}-${run}-${n}`;
    const sentMs = performance.now();
    let answered = await ask(kind, id);
    const isSentAgain = answered.isKeptAndReset && kind !== "unkeyed";
    if (isSentAgain) answered = await ask(kind, id);
    const { status, fault } = answered;
    return {
      kind,
      id,
      atMs: sentMs - beganMs,
      tookMs: performance.now() - sentMs,
      status,
      fault,
      isSentAgain,
    };
  }

  function ask(kind: Kind, id: string): Promise<{ status: number; fault: string; isKeptAndReset: boolean }> {
    const body = kind === "read" ? undefined : JSON.stringify({ id });
    const path = kind === "read" ? `/notes/${id}` : kind === "keyed" ? "/notes" : "/unkeyed";
    return new Promise((resolve) => {
      const end = (status: number, fault: string, isKeptAndReset = false) =>
        resolve({ status, fault, isKeptAndReset });
      const outgoing = asking(`${url}${path}`, {
        agent,
        method: kind === "read" ? "GET" : "POST",
        headers: {
          ...(body && { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
          ...(kind === "keyed" && { "idempotency-key": id }),
        },
        timeout: giveUpMs,
      });
      outgoing.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("end", () => {
          const isRight = (answer.statusCode === 200 || answer.statusCode === 201) && text.includes(id);
          end(answer.statusCode ?? 0, isRight ? "" : text.slice(0, 200));
        });
        answer.on("error", (error) => end(0, `cut off: ${error.message}`));
      });
      outgoing.on("timeout", () => outgoing.destroy(new Error("no answer in 15 s")));
      outgoing.on("error", (error: NodeJS.ErrnoException) => {
        const isKept = outgoing.reusedSocket && error.code === "ECONNRESET";
        end(0, `${error.code ?? ""} ${error.message}${isKept ? " on a kept connection" : ""}`, isKept);
      });
      outgoing.end(body);
    });
  }
}

export const isGood = ({ fault }: Sent): boolean => fault === "";

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** One row for each kind: how many, how many of them failed and how, how long they took. */
export function loadTable(sent: readonly Sent[]): string {
  const rows = (["read", "keyed", "unkeyed"] as const).map((kind) => {
    const those = sent.filter((one) => one.kind === kind);
    const failed = those.filter((one) => !isGood(one));
    const ways = new Map<string, number>();
    for (const { status, fault } of failed) {
      const way = status === 0 ? fault : String(status);
      ways.set(way, (ways.get(way) ?? 0) + 1);
    }
    const told = [...ways].map(([way, count]) => `${count} x ${way}`).join(", ");
    const again = those.filter(({ isSentAgain }) => isSentAgain).length;
    const took = those.map((one) => one.tookMs);
    const at = (share: number) => quantile(took, share).toFixed(1);
    return `| ${kind} | ${those.length} | ${failed.length}${told && ` (${told})`} | ${again} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${at(1)} |`;
  });
  return [
    "| | sent | failed | sent again by the client | p50 ms | p95 ms | p99 ms | most ms |",
    "|---|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
