import type { IncomingHttpHeaders, ServerResponse } from "node:http";

/**
 * So long a reader waits for a page where it hears a beat meanwhile. A header and no parameter, as an owner of an older
 * version refuses parameters that it does not know; it goes by the shorter wait that the query names.
 */
export const feedPatienceHeader = "x-siren-feed-patience-ms";
export const mostPatienceMs = 20_000;

/** Beats that come faster, because the store is looked at more often, say nothing more. */
const beatEveryMs = 900;

export function patienceMsOf(headers: IncomingHttpHeaders): number | undefined {
  const told = headers[feedPatienceHeader];
  if (typeof told !== "string" || !/^\d{1,5}$/.test(told)) return undefined;
  return Math.min(mostPatienceMs, Number(told));
}

/**
 * A space before the page, which JSON allows, each time that the store was looked at: so its reader tells a wait from an
 * owner that froze, or that lost its store, and can wait for long.
 */
export function beatsOn(res: ServerResponse, monotonicMs = () => performance.now()) {
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    beat(): void {
      if (res.destroyed || monotonicMs() - lastMs < beatEveryMs) return;
      lastMs = monotonicMs();
      if (!res.headersSent) res.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      res.write(" ");
    },
    /** True: it was begun, and is ended by this. */
    endWith(page: unknown): boolean {
      if (!res.headersSent) return false;
      res.end(JSON.stringify(page));
      return true;
    },
  };
}
