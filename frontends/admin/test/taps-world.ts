import type { TicketView } from "@siren/contracts/barista";
import type { Api, Call } from "@siren/web/api";
import type { KeptStorage } from "@siren/web/storage";
import type * as z from "zod/mini";
import { keptTapsOf } from "../src/features/board/kept-taps.ts";
import { createTaps, type Tap } from "../src/features/board/taps.ts";
import { ticketOf } from "./tickets.ts";

export type Answer = TicketView | Error;
export const jun = { memberId: "mem_01J8ZQ4M6V3T9X2B7C5D1E0F8J", nickname: "준" };
export const about = { orderId: "ord_01J8ZQ4M6V3T9X2B7C5D1E0F8A", number: 1, nickname: "Mina", cup: null };

export function memoryStorage(): KeptStorage & { all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (name) => all.get(name) ?? null,
    setItem: (name, value) => void all.set(name, value),
    removeItem: (name) => void all.delete(name),
  };
}

/** A board's taps with a service that answers as it is told, and a clock that is wound by hand. */
export function tapsWorld(
  answer: (path: string) => Answer | Promise<Answer>,
  storage = memoryStorage(),
  by = jun,
) {
  const sent: Call<z.ZodMiniType>[] = [];
  const shown: TicketView[] = [];
  const timers: { ms: number; run: () => void }[] = [];
  let refused = 0;
  let keys = 0;
  const api = (async (call: Call<z.ZodMiniType>) => {
    sent.push(call);
    const given = await answer(call.path);
    if (given instanceof Error) throw given;
    return { status: 200, body: given, degraded: [] };
  }) as Api;
  const taps = createTaps({
    ...{ api, by: by.memberId, kept: keptTapsOf(storage, "seongsu", by) },
    newKey: () => `key-${by.nickname}-${++keys}`,
    ...{ now: () => 1_000, chance: () => 0.5 },
    later(ms, run) {
      const timer = { ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
    onTicket: (ticket) => shown.push(ticket),
    onRefused: () => {
      refused += 1;
    },
  });
  return {
    ...{ taps, sent, shown, timers, storage },
    tap: (tap: Tap) => taps.tap(tap, about),
    refusals: () => refused,
    pending: () => [...taps.all.get().values()].flat(),
    /** Everything that was asked has been answered. */
    settled: () => new Promise<void>((resolve) => setImmediate(resolve)),
    wind: () => timers.shift()?.run(),
  };
}

export const keysOf = (sent: readonly Call<z.ZodMiniType>[]) =>
  sent.map(({ path, key }) => [path.split("/").at(-1), key]);
export const { ticketId } = ticketOf();
