import { refusalOf } from "@siren/chassis/http/problem-replies";
import type { Exchange, Policy } from "./exchange.ts";
import { type LastGoodAction, lastGoodAction } from "./last-good-action.ts";
import { definePolicy } from "./policy.ts";

type Kept = { status: number; headers: Record<string, string | string[]>; body: Buffer; atMs: number };

const mostEntries = 200;
const mostBytes = 2 * 1024 * 1024;
const keptHeaders = ["content-type", "content-encoding", "etag", "cache-control"];

/** A caller who is known may be shown more, unless the service says that everybody is shown the same. */
const isForAnybody = ({ caller, res }: Exchange) =>
  caller.kind === "anonymous" || /\bpublic\b/.test(String(res.getHeader("cache-control") ?? ""));

/** Those for which an old answer is better than none. */
const standsIn = (error: unknown) => (refusalOf(error)?.status ?? 0) >= 502;

/**
 * Keeps the last good answer of each public page of a service, and gives it, marked as old, while the service
 * cannot be asked, or answers with a fault. Only what anybody may read is kept.
 */
function createLastGood({ keepMs, only }: LastGoodAction): Policy {
  const kept = new Map<string, Kept>();

  function keep(key: string, fresh: Kept): void {
    kept.delete(key);
    kept.set(key, fresh);
    const oldest = kept.keys().next();
    if (kept.size > mostEntries && !oldest.done) kept.delete(oldest.value);
  }

  /** The service has just said so: it is as fresh as if it had been sent again. */
  function stillGood(key: string, etag: unknown, atMs: number): void {
    const last = kept.get(key);
    if (last && etag !== undefined && last.headers.etag === etag) keep(key, { ...last, atMs });
  }

  /** Copies what streams by; a body that is too large, or that was cut, is not kept. */
  function listen(exchange: Exchange, key: string): void {
    const { res, backEnd } = exchange;
    const parts: Buffer[] = [];
    let size = 0;
    const write = res.write.bind(res);
    const end = res.end.bind(res);
    const note = (chunk: unknown, encoding: unknown) => {
      if (!(typeof chunk === "string" || chunk instanceof Uint8Array)) return;
      const isNamed = typeof encoding === "string" && Buffer.isEncoding(encoding);
      const part = Buffer.from(chunk as string, isNamed ? encoding : "utf8");
      size += part.length;
      if (size <= mostBytes) parts.push(part);
    };
    res.write = ((chunk: unknown, ...rest: never[]) => {
      note(chunk, rest[0]);
      return write(chunk, ...rest);
    }) as typeof res.write;
    res.end = ((chunk: unknown, ...rest: never[]) => {
      note(chunk, rest[0]);
      return end(chunk, ...rest);
    }) as typeof res.end;
    res.once("finish", () => {
      // An old answer that is given once more is no news: it keeps its age.
      if (res.hasHeader("x-degraded")) return;
      if (res.statusCode === 304) stillGood(key, res.getHeader("etag"), backEnd.now());
      if (res.statusCode !== 200 || size > mostBytes || !isForAnybody(exchange)) return;
      const headers: Kept["headers"] = {};
      for (const name of keptHeaders) {
        const value = res.getHeader(name);
        if (typeof value === "string") headers[name] = value;
      }
      keep(key, { status: 200, headers, body: Buffer.concat(parts), atMs: backEnd.now() });
    });
  }

  return async (exchange, next) => {
    const { req, res, path, route, backEnd } = exchange;
    if (req.method !== "GET" || (only && !only.includes(route.rest[0] ?? ""))) return next();
    const key = `${path.path}${path.query}`;
    listen(exchange, key);
    const known = kept.get(key);
    exchange.hasStandIn = known !== undefined && backEnd.now() - known.atMs <= keepMs;
    try {
      await next();
    } catch (error) {
      const last = kept.get(key);
      if (!standsIn(error) || res.headersSent || !last || !exchange.hasStandIn) throw error;
      for (const [name, value] of Object.entries(last.headers)) res.setHeader(name, value);
      res.setHeader("X-Degraded", `${route.service};as-of=${new Date(last.atMs).toISOString()}`);
      res.status(last.status).end(last.body);
    }
  };
}

export const lastGood = definePolicy({
  name: "last-good",
  action: lastGoodAction.default({ keepMs: 24 * 60 * 60 * 1000 }),
  create: (action) => createLastGood(action),
  outlivesReload: true,
});
