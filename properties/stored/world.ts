import { join } from "node:path";
import { createIds } from "@siren/chassis/ids";
import { openStore, type Store } from "@siren/store/open-store";
import { openLastingEngine } from "@siren/store/testing/lasting-engine";
import { createDesks, told } from "../cafe/desks.ts";
import { createMortal, type Mortal } from "../cafe/mortal.ts";
import {
  type Doors,
  hearings,
  type Outcome,
  type ServiceName,
  services,
  type Ways,
  type World,
} from "../cafe/world.ts";
import { wireBarista } from "./barista.ts";
import type { LifeParts } from "./life.ts";
import { wireMember } from "./member.ts";
import { wireOrder } from "./order.ts";
import { createReadBooks } from "./read-books.ts";

const wirings = { order: wireOrder, barista: wireBarista, member: wireMember };
export type Wired = { [N in ServiceName]: ReturnType<(typeof wirings)[N]> };
type Life<N extends ServiceName> = { mortal: Mortal; store: Store; wired: Wired[N] };
export type Lives = { [N in ServiceName]?: Life<N> };

export type StoredWorld = World & {
  /** Where processes died, and how often. */
  deaths: ReadonlyMap<string, number>;
  close(): Promise<void>;
};

/**
 * The three services over real stores, each with its own database, in this one process. A service that dies is
 * abandoned where it stands, its connections are cut, and the next one begins anew on the same data.
 */
export async function openStoredWorld(folder: string): Promise<StoredWorld> {
  const engines = {
    order: await openLastingEngine(join(folder, "order.db")),
    barista: await openLastingEngine(join(folder, "barista.db")),
    member: await openLastingEngine(join(folder, "member.db")),
  };
  let clock = Date.UTC(2026, 10, 20, 1, 0, 0);
  let ids = 0n;
  const now = () => clock;
  const newId = createIds(now, countedBytes);
  const lives: Lives = {};
  const prepared = new Set<ServiceName>();
  const awayFor = new Map<ServiceName, number>();
  const doomed = new Map<ServiceName, number>();
  const deaths = new Map<string, number>();
  let ways: Ways = {};

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
      const outcome = await run(name, (life) => told(work(life.wired.door as Doors[typeof name])));
      if (outcome === "dead") return "no answer";
      return way === "heard" ? outcome.done : "no answer";
    },
  });
  const readFeed: LifeParts["readFeed"] = async (owner, query) => {
    const life = await lifeOf(owner);
    if (!life) throw new Error("nobody is there");
    return life.store.feed.page({ ...query, waitMs: 0 });
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
    const store = await openStore(engines[name].uri, { log: quiet, now, reach });
    // Its indexes are there since the first time; looking for each again would be most of the work here.
    if (prepared.has(name)) {
      store.connection.set("autoIndex", false);
      store.connection.set("autoCreate", false);
    }
    const wired = wirings[name](store, { desks, log: quiet, now, newId, reach, readFeed }) as Wired[N];
    if (!prepared.has(name)) await store.migrate([]);
    prepared.add(name);
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
    await life?.store.close();
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
      const { fired } = await wired.messenger.fireDue();
      await wired.settle();
      return fired;
    });
    return outcome === "dead" ? 1 : outcome.done;
  }

  const books = createReadBooks(lives);
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
      await run(hearing.feed, ({ wired }) => wired.messenger.number());
      await run(hearing.by, ({ wired }) => wired.messenger.hear(hearing, fate));
    },
    async fireTimers(name, nextWays = {}) {
      ways = nextWays;
      await fireTimers(name);
      ways = {};
    },
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
    },
    async carryAll() {
      let moved = false;
      for (const name of services) {
        const numbered = await run(name, ({ wired }) => wired.messenger.number());
        if (numbered === "dead") throw new Error(`${name} died although it was spared`);
        for (const hearing of hearings.filter(({ feed }) => feed === name)) {
          for (let tries = 0; cursorOf(hearing) < numbered.done; tries += 1) {
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
    async closeDay(day) {
      await books.turnPage();
      await run("member", ({ store, wired }) =>
        store.unitOfWork((tx) => wired.cards.allowNoMore(tx, day.card.cardId)),
      );
    },
    async close() {
      for (const name of services) await bury(name);
      for (const name of services) await engines[name].close();
    },
  };

  function cursorOf({ by, feed }: (typeof hearings)[number]): number {
    return lives[by]?.wired.messenger.cursorOf(feed) ?? 0;
  }
}
