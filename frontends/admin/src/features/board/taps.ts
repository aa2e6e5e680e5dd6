import { type TicketView, ticketView } from "@siren/contracts/barista";
import type { LocalText } from "@siren/contracts/menu";
import type { Api } from "@siren/web/api";
import { createKeptQueue, type Lanes, type Said } from "./kept-queue.ts";
import type { Kept } from "./kept-said.ts";

/** What a finger can do to a ticket or to one of its cups. */
export type TicketTap =
  | { verb: "accept" | "ready" | "hand-over" | "paid" | "recall"; ticketId: string }
  | { verb: "reject"; ticketId: string; reason: string; units?: string[] | undefined };
export type CupTap =
  | { verb: "claim" | "done" | "release"; ticketId: string; unitId: string }
  | { verb: "remake"; ticketId: string; unitId: string; reason: string };
export type Tap = TicketTap | CupTap;

/** What it was about, for when the board does not have that ticket any more. */
export type About = { orderId: string; number: number; nickname: string; cup: LocalText | null };

export type Tapped = Said & { tap: Tap; about: About };
export type TapsByTicket = Lanes<Tapped>;

const attemptTimeoutMs = 6_000;

const targetOf = (tap: Tap): string =>
  "unitId" in tap
    ? `/barista/units/${tap.unitId}/${tap.verb}`
    : `/barista/tickets/${tap.ticketId}/${tap.verb}`;

function bodyOf(tap: Tap): object | undefined {
  if (tap.verb === "remake") return { reason: tap.reason };
  if (tap.verb === "reject") return { reason: tap.reason, ...(tap.units && { units: tap.units }) };
  return undefined;
}

const thingOf = (tap: Tap) => ("unitId" in tap ? tap.unitId : tap.ticketId);
const isOfSame = (one: Tap, other: Tap) => thingOf(one) === thingOf(other);

type TapsParts = {
  api: Api;
  newKey: () => string;
  /** Who taps. */
  by: string;
  kept: Kept<Tapped>;
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
  onTicket: (ticket: TicketView) => void;
  onRefused: () => void;
};

export type Taps = ReturnType<typeof createTaps>;

/** What was tapped on tickets; of one ticket one after the other. */
export function createTaps({ api, newKey, by, kept, now, chance, later, onTicket, onRefused }: TapsParts) {
  const { add, of, ...queue } = createKeptQueue<Tapped, TicketView>({
    ...{ kept, chance, later, onRefused, onAnswer: onTicket },
    laneOf: ({ tap }) => tap.ticketId,
    async send({ tap, key }, signal) {
      const { body } = await api({
        ...{ method: "POST", path: targetOf(tap), answer: ticketView, key, body: bodyOf(tap) },
        ...{ timeoutMs: attemptTimeoutMs, signal },
      });
      return body;
    },
    fallsWith({ tap }, refused) {
      const isOfAnotherCup = "unitId" in refused.tap && "unitId" in tap && tap.unitId !== refused.tap.unitId;
      return tap.ticketId === refused.tap.ticketId && !isOfAnotherCup;
    },
  });

  return {
    ...queue,
    tap(tap: Tap, about: About): Tapped | undefined {
      const target = targetOf(tap);
      const isSame = (one: Tapped) => targetOf(one.tap) === target;
      // A second finger on the same button is the same tap; after another one on the same thing it is meant anew.
      const before = of(tap.ticketId).findLast((one) => one.phase !== "refused" && isOfSame(one.tap, tap));
      if (before && isSame(before)) return undefined;
      const tapped: Tapped = {
        ...{ tap, about, key: newKey(), by, at: now() },
        ...{ phase: "waiting", isTried: false, problem: null },
      };
      add(tapped, (one) => isSame(one) && one.phase === "refused");
      return tapped;
    },
  };
}
