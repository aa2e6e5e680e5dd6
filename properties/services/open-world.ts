import { createIds } from "@siren/chassis/ids";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { Store } from "@siren/store/open-store";
import {
  type Doors,
  type Hearing,
  hearings,
  type Outcome,
  type ServiceName,
  services,
  type Ways,
  type World,
} from "../cafe/world.ts";
import { wireBarista } from "./barista.ts";
import { createDesks, told } from "./desks.ts";
import type { LifeParts } from "./life.ts";
import { createLine, type Line } from "./line.ts";
import { wireMember } from "./member.ts";
import { createMortal, type Mortal } from "./mortal.ts";
import { wireOrder } from "./order.ts";
import { createReadBooks } from "./read-books.ts";

const wirings = { order: wireOrder, barista: wireBarista, member: wireMember };
export type Wired = { [N in ServiceName]: ReturnType<(typeof wirings)[N]> };
type Life<N extends ServiceName> = { mortal: Mortal; store: Store; wired: Wired[N] };
export type Lives = { [N in ServiceName]?: Life<N> };

const nameOf = ({ feed, by }: Hearing) => `${feed} to ${by}`;

/** What the services keep their data in: it outlives each life of theirs. */
export type Ground = {
  open(name: ServiceName, life: Pick<LifeParts, "now" | "reach">): Promise<Store>;
  /** The process is gone, and its connections with it. */
  abandon(store: Store): Promise<void>;
  /** Everything that was told after that number. */
  told(name: ServiceName, after: number): Promise<FeedEvent[]>;
  /** What waits in its outbox, was set aside, or has a time of its own, each as a reader is told. */
  leftLying(name: ServiceName): Promise<string[]>;
  /** What stands at the end of a day does nothing to the next. */
  endDay(name: ServiceName): Promise<void>;
  close(): Promise<void>;
};

export type LivingWorld = World & {
  /** Where processes died, and how often. */
  deaths: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/**
 * The three services in this one process, each over a store of its own. One that dies is abandoned where it stands,
 * and the next one begins anew on the same data.
 */
export function openWorld(ground: Ground): LivingWorld {
  let clock = Date.UTC(2026, 10, 20, 1, 0, 0);
  let ids = 0n;
  const now = () => clock;
  const newId = createIds(now, countedBytes);
  const lives: Lives = {};
  const awayFor = new Map<ServiceName, number>();
  const doomed = new Map<ServiceName, number>();
  const deaths = new Map<string, number>();
  const taken = new Map<string, number>();
  let ways: Ways = {};
  let late: (() => Promise<unknown>)[] = [];

  /** In the order in which they were made, so that the same day has the same order of ids again. */
  function countedBytes(size: number): Uint8Array {
    ids += 1n;
    return Uint8Array.from({ length: size }, (_, i) => Number((ids >> BigInt(5 * (size - 1 - i))) & 31n));
  }

  const desks = createDesks({
    now,
    newId,
    async ask(name, work) {
      const way = ways[name] ?? "heard";
      if (way === "away") return "no answer";
      const ask = () => run(name, (life) => told(work(life.wired.door as Doors[typeof name])));
      if (way === "comes late") {
        late.push(ask);
        return "no answer";
      }
      const outcome = await ask();
      if (outcome === "dead") return "no answer";
      return way === "heard" ? outcome.done : "no answer";
    },
  });
  const lines = new Map(hearings.map((hearing) => [nameOf(hearing), createLine()]));
  const lineOf = (hearing: Hearing) => lines.get(nameOf(hearing)) as Line;
  const readFeed: LifeParts["readFeed"] = (hearing, fate, query) =>
    lineOf(hearing).page(query, fate, async (wanted) => {
      const life = await lifeOf(hearing.feed);
      if (!life) throw new Error("nobody is there");
      return life.store.feed.page({ ...wanted, waitMs: 0 });
    });
  const onTaken: LifeParts["onTaken"] = (hearing, { type, eventId }) => {
    const what = `${nameOf(hearing)}: ${type} ${eventId}`;
    taken.set(what, (taken.get(what) ?? 0) + 1);
  };
  const quiet = { info() {}, warn() {}, error() {} };

  async function open<N extends ServiceName>(name: N): Promise<Life<N>> {
    const mortal = createMortal(name, (step) => {
      const where = `${name}: ${step}`;
      deaths.set(where, (deaths.get(where) ?? 0) + 1);
    });
    const points = doomed.get(name);
    if (points !== undefined) mortal.doom(points);
    const { reach } = mortal;
    const store = await ground.open(name, { now, reach });
    const wired = wirings[name](store, {
      desks,
      log: quiet,
      now,
      newId,
      reach,
      readFeed,
      onTaken,
    }) as Wired[N];
    await store.migrate([]);
    return { mortal, store, wired };
  }

  async function lifeOf<N extends ServiceName>(name: N): Promise<Life<N> | undefined> {
    const known = lives[name] as Life<N> | undefined;
    if (known) return known;
    if ((awayFor.get(name) ?? 0) > 0) return undefined;
    const life = await open(name);
    (lives as Record<N, Life<N>>)[name] = life;
    return life;
  }

  async function bury(name: ServiceName): Promise<void> {
    const life = lives[name];
    delete lives[name];
    doomed.delete(name);
    if (life) await ground.abandon(life.store);
  }

  async function run<N extends ServiceName, T>(
    name: N,
    work: (life: Life<N>) => Promise<T>,
  ): Promise<{ done: T } | "dead"> {
    const life = await lifeOf(name);
    if (!life) return "dead";
    const outcome = await life.mortal.unlessDead(work(life));
    if (life.mortal.isDead() && lives[name] === life) await bury(name);
    return outcome;
  }

  async function fireTimers(name: ServiceName): Promise<number> {
    const outcome = await run(name, async ({ wired }) => {
      const fired = await wired.messenger.fireDue();
      await wired.settle();
      return fired;
    });
    return outcome === "dead" ? 1 : outcome.done;
  }

  async function arrive(): Promise<void> {
    const asked = late;
    late = [];
    for (const ask of asked) await ask();
  }

  const books = createReadBooks(lives, ground, taken);
  return {
    ...{ now, newId, deaths },
    advance(ms) {
      clock += ms;
    },
    async at<N extends ServiceName, T>(
      name: N,
      work: (door: Doors[N]) => Promise<T>,
      nextWays: Ways = {},
    ): Promise<Outcome<T>> {
      ways = nextWays;
      const outcome = await run(name, (life) => told(work(life.wired.door as Doors[N])));
      ways = {};
      return outcome === "dead" ? "no answer" : outcome.done;
    },
    async carry(hearing, fate) {
      const numbered = await run(hearing.feed, ({ wired }) => wired.messenger.number());
      const isHeard =
        numbered !== "dead" &&
        lives[hearing.by] &&
        cursorOf(hearing) === lineOf(hearing).headFor(numbered.done);
      // A page that holds nothing has nothing that could befall it.
      if (!isHeard || fate === "told again")
        await run(hearing.by, ({ wired }) => wired.messenger.hear(hearing, fate));
    },
    async fireTimers(name, nextWays = {}) {
      ways = nextWays;
      await fireTimers(name);
      ways = {};
    },
    arrive,
    async crash(name, { afterPoints, awayForSteps }) {
      awayFor.set(name, awayForSteps);
      const life = lives[name];
      if (!life) return;
      if (afterPoints > 0) {
        doomed.set(name, afterPoints);
        life.mortal.doom(afterPoints);
        return;
      }
      life.mortal.kill();
      await bury(name);
    },
    tick() {
      clock += 1;
      for (const name of services)
        if (!lives[name]) awayFor.set(name, Math.max(0, (awayFor.get(name) ?? 0) - 1));
    },
    async calm() {
      awayFor.clear();
      doomed.clear();
      for (const name of services) (await lifeOf(name))?.mortal.spare();
      await arrive();
    },
    async carryAll() {
      let moved = false;
      for (const name of services) {
        const numbered = await run(name, ({ wired }) => wired.messenger.number());
        if (numbered === "dead") throw new Error(`${name} died although it was spared`);
        for (const hearing of hearings.filter(({ feed }) => feed === name)) {
          for (let tries = 0; cursorOf(hearing) < lineOf(hearing).headFor(numbered.done); tries += 1) {
            if (tries > 20) throw new Error(`${hearing.by} does not get on with ${hearing.feed}'s feed`);
            moved = true;
            await run(hearing.by, ({ wired }) => wired.messenger.hear(hearing, "as it is"));
          }
        }
      }
      return moved;
    },
    async fireAll() {
      let fired = 0;
      for (const name of services) fired += await fireTimers(name);
      return fired > 0;
    },
    books: books.read,
    async closeDay() {
      late = [];
      for (const line of lines.values()) line.endDay();
      taken.clear();
      await books.turnPage();
    },
    async close() {
      for (const name of services) await bury(name);
      await ground.close();
    },
  };

  function cursorOf({ by, feed }: (typeof hearings)[number]): number {
    return lives[by]?.wired.messenger.cursorOf(feed) ?? 0;
  }
}
