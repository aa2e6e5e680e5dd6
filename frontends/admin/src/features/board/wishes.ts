import { type StockView, stockView, type storeState } from "@siren/contracts/barista";
import type { LocalText } from "@siren/contracts/menu";
import type { Api } from "@siren/web/api";
import type * as z from "zod/mini";
import type { Floor } from "./board-state.ts";
import { createKeptQueue, type Lanes, type Said } from "./kept-queue.ts";
import type { Kept } from "./kept-said.ts";

/** What is said of the store. All but a delivery is the last word on its matter. */
export type Wish =
  | { about: "state"; state: z.infer<typeof storeState>; until: number | null }
  | { about: "delay"; minutes: number; until: number }
  | { about: "item" | "option"; id: string; soldOut: boolean }
  | { about: "received"; id: string; n: number }
  | { about: "counted"; id: string; n: number | null };

/** `at` is by the service's clock, as far as it is known; `name` of the item or choice, for when it is refused. */
export type Wished = Said & { wish: Wish; name: LocalText | null };

const attemptTimeoutMs = 6_000;
/** What goes so long after it was said must not undo what somebody else has said since. */
const lateMs = 10_000;

export function laneOf(wish: Wish): string {
  switch (wish.about) {
    case "state":
    case "delay":
      return wish.about;
    case "received":
    case "counted":
      return `stock/${wish.id}`;
    default:
      return `${wish.about}/${wish.id}`;
  }
}

type WishCall = { method: "PUT" | "POST"; path: string; body: object };

function callOf(wish: Wish): WishCall {
  switch (wish.about) {
    case "state": {
      const { state, until } = wish;
      return { method: "PUT", path: "/state", body: { state, ...(until !== null && { until }) } };
    }
    case "delay": {
      const { minutes, until } = wish;
      return { method: "POST", path: "/delay", body: { minutes, ...(minutes > 0 && { until }) } };
    }
    case "received":
      return { method: "PUT", path: `/stock/${wish.id}`, body: { received: wish.n } };
    case "counted":
      return { method: "PUT", path: `/stock/${wish.id}`, body: { counted: wish.n } };
    default: {
      const { about, id, soldOut } = wish;
      return { method: "PUT", path: `/availability/${id}`, body: { soldOut, of: about } };
    }
  }
}

/** A pause, or a delay, that would have ended by itself before it could be sent. */
function isPast(wish: Wish, now: number): boolean {
  if (wish.about === "delay") return wish.minutes > 0 && wish.until <= now;
  return wish.about === "state" && wish.until !== null && wish.until <= now;
}

type WishesParts = {
  api: Api;
  storeId: string;
  newKey: () => string;
  /** Who wishes. */
  by: string;
  kept: Kept<Wished>;
  /** By the service's clock. */
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
  /** The service has it; of a stock it says what is free by now. */
  onDone: (wish: Wish, stock: StockView | undefined) => void;
  onRefused: () => void;
};

export type Wishes = ReturnType<typeof createWishes>;

/** What was said of the store, of one matter one after the other. */
export function createWishes(parts: WishesParts) {
  const { api, storeId, newKey, by, now, kept, chance, later, onDone, onRefused } = parts;
  const path = `/barista/stores/${encodeURIComponent(storeId)}`;
  const {
    add,
    takeBack: _never,
    ...queue
  } = createKeptQueue<Wished, StockView | "past" | undefined>({
    ...{ kept, chance, later, onRefused },
    laneOf: ({ wish }) => laneOf(wish),
    async send({ wish, key, at }, signal) {
      if (isPast(wish, now())) return "past";
      const { method, path: below, body } = callOf(wish);
      const isLate = now() - at > lateMs && wish.about !== "received";
      const answer = await api({
        ...{ method, key, timeoutMs: attemptTimeoutMs, signal },
        path: `${path}${below}`,
        body: { ...body, ...(isLate && { saidAt: at }) },
        answer: wish.about === "received" || wish.about === "counted" ? stockView : null,
      });
      return answer.body;
    },
    onAnswer(answer, { wish }) {
      if (answer !== "past") onDone(wish, answer);
    },
    fallsWith: () => false,
  });

  return {
    ...queue,
    say(wish: Wish, name: LocalText | null = null): void {
      const wished: Wished = {
        ...{ wish, name, key: newKey(), by, at: now() },
        ...{ phase: "waiting", isTried: false, problem: null },
      };
      // A delivery adds to whatever was said before; every other word is in the place of those that nobody has heard.
      add(wished, ({ phase, isTried }) => phase === "refused" || (!isTried && wish.about !== "received"));
    },
  };
}

function withWish(floor: Floor, wish: Wish): Floor {
  switch (wish.about) {
    case "state":
      return { ...floor, taking: { ...floor.taking, state: wish.state, until: wish.until, note: null } };
    case "delay":
      return { ...floor, delay: { ...floor.delay, minutes: wish.minutes, until: wish.until } };
    case "item":
    case "option": {
      const list = wish.about === "item" ? "soldOut" : "soldOutOptions";
      const told = { soldOut: wish.soldOut, n: floor[list].get(wish.id)?.n ?? -1 };
      return { ...floor, [list]: new Map(floor[list]).set(wish.id, told) };
    }
    default:
      return floor;
  }
}

/** The store as it will stand when these have arrived. How many are free of what is counted is the service's to say. */
export function asWished(floor: Floor, lanes: Lanes<Wished>): Floor {
  let seen = floor;
  for (const { phase, wish } of [...lanes.values()].flat())
    if (phase !== "refused") seen = withWish(seen, wish);
  return seen;
}
