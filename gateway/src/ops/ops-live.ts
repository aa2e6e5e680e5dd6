import type { BackEnd } from "@siren/chassis/back-end";
import { type News, serveNews } from "@siren/chassis/live/news";
import { verdicts } from "@siren/contracts/audit";
import { type OpsFeeds, type OpsLiveData, type OpsLiveName, opsSocketPath } from "@siren/contracts/ops";
import { Refusal } from "@siren/contracts/refusal";
import type { KnownOverTime } from "./known-over-time.ts";
import type { Traffic } from "./traffic.ts";

const tickEveryMs = 2_000;
const lookEveryMs = 5_000;

type Parts = {
  backEnd: BackEnd;
  traffic: Traffic;
  feeds: () => Promise<OpsFeeds>;
  overTime: KnownOverTime;
  sockets: () => number;
};

export type OpsLive = News & {
  /** The routes' file was read again. */
  reloaded(refused: string | null): void;
};

/**
 * Namespace `/ops`: what changes by itself is told at once, what has to be asked for every few seconds. Nothing is
 * asked or counted while nobody listens.
 */
export function serveOpsLive({ backEnd, traffic, feeds, overTime, sockets }: Parts): OpsLive {
  const { now, balancer, settings, client, log } = backEnd;
  let timers: NodeJS.Timeout[] = [];
  let looking: Promise<unknown> = Promise.resolve();

  const news = serveNews(backEnd, {
    ...opsSocketPath,
    admit({ caller }) {
      if (caller.kind === "anonymous") throw new Refusal("UNAUTHENTICATED");
      if (!caller.roles.includes("ops")) throw new Refusal("FORBIDDEN");
    },
    onFirst: begin,
    onLast: end,
  });
  const tell = <N extends OpsLiveName>(name: N, data: Omit<OpsLiveData[N], "at">) => {
    if (news.readers() > 0) news.tell(name, { at: now(), ...data });
  };

  overTime.onChange((changes) => tell("registry.changed", { changes }));
  balancer.onNews((told) => {
    if (told.kind === "breaker.changed")
      tell("breaker.changed", { service: told.service, state: told.state });
    else {
      const { service, instance: id, forMs, why } = told;
      tell("instance.ejected", { service, id, forMs, why });
    }
  });
  settings.onChange(({ refused }) => tell("config.reloaded", { what: "settings", refused }));

  function begin(): void {
    const sayTick = ticking();
    const look = looker();
    const lookAgain = () => {
      looking = look().catch((error) => log.debug("ops.look-failed", { why: String(error) }));
    };
    timers = [setInterval(sayTick, tickEveryMs), setInterval(lookAgain, lookEveryMs)];
    sayTick();
    lookAgain();
  }

  function end(): void {
    for (const timer of timers) clearInterval(timer);
    timers = [];
  }

  /** Proof of life, with what was answered and refused since the one before. */
  function ticking(): () => void {
    let n = 0;
    let totalBefore = traffic.total();
    let before = countsOf();
    function countsOf() {
      return new Map(traffic.problems().map((one) => [`${one.pipeline} ${one.code ?? one.status}`, one]));
    }
    let counted = new Map([...before].map(([name, { count }]) => [name, count]));
    return () => {
      const total = traffic.total();
      before = countsOf();
      const problems = [...before].flatMap(([name, { code, status, pipeline, count }]) => {
        const more = count - (counted.get(name) ?? 0);
        return more > 0 ? [{ code: code ?? String(status), pipeline, count: more }] : [];
      });
      counted = new Map([...before].map(([name, { count }]) => [name, count]));
      const perSecond = n === 0 ? 0 : (total - totalBefore) / (tickEveryMs / 1_000);
      totalBefore = total;
      tell("tick", { n: n++, perSecond, sockets: sockets(), problems });
    };
  }

  /** What nobody tells us: asked for, and told when it is another than before. */
  function looker(): () => Promise<void> {
    let lagsBefore = "";
    const states = new Map<string, string>();
    return async () => {
      const { feeds: told } = await feeds();
      const lags = told.flatMap(({ feed, consumers }) =>
        consumers.map(({ consumer, lag, deadLetters }) => ({ feed, consumer, lag, deadLetters })),
      );
      if (JSON.stringify(lags) !== lagsBefore) tell("feed.lag", { lags });
      lagsBefore = JSON.stringify(lags);
      const answer = await client.call({
        ...{ service: "auditor", method: "GET", path: "/internal/verdicts" },
        ...{ timeoutMs: 2_000, retry: "safe", schema: verdicts },
      });
      if (!answer.ok) return;
      const changes = answer.body.verdicts.flatMap(({ rule, state }) => {
        const from = states.get(rule) ?? null;
        states.set(rule, state);
        return from === state ? [] : [{ rule, from, to: state }];
      });
      if (changes.length > 0) tell("audit.changed", { changes });
    };
  }

  backEnd.stage("ops live", {
    async stop() {
      end();
      await looking;
    },
  });

  return { ...news, reloaded: (refused) => tell("config.reloaded", { what: "routes", refused }) };
}
