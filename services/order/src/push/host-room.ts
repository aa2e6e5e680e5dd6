export type HostRoom = {
  /** 0: a message may be begun now; otherwise when to ask again. */
  waitMs(host: string): number;
  /** Answers what to say when it has ended. */
  begin(host: string): (went: "answered" | "failed") => void;
  underWay(): number;
};

type Host = { underWay: number; failures: number; restsUntil: number };

const failuresBeforeRest = 3;
const firstRestMs = 5_000;
const longestRestMs = 2 * 60_000;
const fullMs = 500;
const mostKnown = 500;

/**
 * So many messages may be under way, of those so many to one host. A host that does not answer rests, ever longer,
 * and is then asked by one message: it keeps nobody else's waiting, and few of its own.
 */
export function createHostRoom({
  now,
  most = 16,
  mostPerHost = 4,
}: {
  now: () => number;
  most?: number;
  mostPerHost?: number;
}): HostRoom {
  const hosts = new Map<string, Host>();
  let underWay = 0;

  function forgetIdle(): void {
    for (const [name, { underWay: own, restsUntil }] of hosts)
      if (own === 0 && restsUntil <= now()) hosts.delete(name);
  }

  return {
    underWay: () => underWay,
    waitMs(name) {
      const host = hosts.get(name);
      if (host && host.restsUntil > now()) return host.restsUntil - now();
      const isProbed = host !== undefined && host.failures >= failuresBeforeRest && host.underWay > 0;
      return underWay >= most || (host?.underWay ?? 0) >= mostPerHost || isProbed ? fullMs : 0;
    },
    begin(name) {
      if (hosts.size >= mostKnown) forgetIdle();
      const host = hosts.get(name) ?? { underWay: 0, failures: 0, restsUntil: 0 };
      hosts.set(name, host);
      host.underWay += 1;
      underWay += 1;
      let isOver = false;
      return (went) => {
        if (isOver) return;
        isOver = true;
        host.underWay -= 1;
        underWay -= 1;
        host.failures = went === "answered" ? 0 : host.failures + 1;
        const beyond = host.failures - failuresBeforeRest;
        host.restsUntil = beyond < 0 ? 0 : now() + Math.min(longestRestMs, firstRestMs * 2 ** beyond);
        if (host.failures === 0 && host.underWay === 0 && hosts.get(name) === host) hosts.delete(name);
      };
    },
  };
}
