export type HostRoom = {
  /** 0: a message may be begun now; otherwise it has a place in its host's line, and this long until it is its turn. */
  waitMs(host: string, hasWaited: boolean): number;
  /** Answers what to say when it has ended. */
  begin(host: string): (went: "answered" | "failed") => void;
  underWay(): number;
};

type Host = { underWay: number; failures: number; restsUntil: number; lineEndsAt: number; answerMs: number };

const failuresBeforeRest = 3;
const firstRestMs = 5_000;
const longestRestMs = 2 * 60_000;
/** Nobody in a line asks again sooner. */
const leastWaitMs = 2_000;
/** And nobody stands further from the one before: whose host has become well again is not to wait for long. */
const widestGapMs = 250;
/** What a host is thought to take that has not answered yet. */
const guessedAnswerMs = 1_000;
const mostKnown = 500;

/**
 * So many messages may be under way, of those so many to one host. Whoever finds no room stands in the line of its
 * host: as far from the one before as answers of that host are apart, so that it asks about once more and not for
 * ever. A host that does not answer rests, ever longer, and is then asked by one message: it keeps nobody else's
 * waiting, and few of its own.
 */
export function createHostRoom({
  now,
  most = 64,
  mostPerHost = 16,
}: {
  now: () => number;
  most?: number;
  mostPerHost?: number;
}): HostRoom {
  const hosts = new Map<string, Host>();
  let underWay = 0;

  const isIdle = ({ underWay: own, failures, restsUntil, lineEndsAt }: Host, isCrowded: boolean) =>
    own === 0 && (failures === 0 || isCrowded) && Math.max(restsUntil, lineEndsAt) <= now();

  function hostOf(name: string): Host {
    if (hosts.size >= mostKnown)
      for (const [known, host] of hosts) if (isIdle(host, true)) hosts.delete(known);
    const host = hosts.get(name) ?? {
      ...{ underWay: 0, failures: 0, restsUntil: 0 },
      ...{ lineEndsAt: 0, answerMs: guessedAnswerMs },
    };
    hosts.set(name, host);
    return host;
  }

  /** Half of the room is for those who stand in the line as soon as there is one. */
  function hasRoom({ underWay: own, failures, restsUntil, lineEndsAt }: Host, hasWaited: boolean): boolean {
    const isProbed = failures >= failuresBeforeRest && own > 0;
    const isBehind = !hasWaited && lineEndsAt > now() && own * 2 >= mostPerHost;
    return restsUntil <= now() && underWay < most && own < mostPerHost && !isProbed && !isBehind;
  }

  return {
    underWay: () => underWay,
    waitMs(name, hasWaited) {
      const known = hosts.get(name);
      if (!known && underWay < most) return 0;
      const host = known ?? hostOf(name);
      if (hasRoom(host, hasWaited)) return 0;
      const turnAt = Math.max(now() + leastWaitMs, host.restsUntil, host.lineEndsAt);
      host.lineEndsAt = turnAt + Math.min(widestGapMs, Math.ceil(host.answerMs / mostPerHost));
      return turnAt - now();
    },
    begin(name) {
      const host = hostOf(name);
      const begunAt = now();
      host.underWay += 1;
      underWay += 1;
      let isOver = false;
      return (went) => {
        if (isOver) return;
        isOver = true;
        host.underWay -= 1;
        underWay -= 1;
        host.answerMs = Math.max(0, now() - begunAt);
        host.failures = went === "answered" ? 0 : host.failures + 1;
        const beyond = host.failures - failuresBeforeRest;
        host.restsUntil = beyond < 0 ? 0 : now() + Math.min(longestRestMs, firstRestMs * 2 ** beyond);
        if (isIdle(host, false) && hosts.get(name) === host) hosts.delete(name);
      };
    },
  };
}
