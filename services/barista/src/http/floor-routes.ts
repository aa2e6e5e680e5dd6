import { type Route, route } from "@siren/chassis/http/routes";
import {
  availabilityRequest,
  availabilityView,
  delayRequest,
  delayView,
  salesQuery,
  salesReport,
  stockRequest,
  stockView,
  storeStateRequest,
  storeStateView,
} from "@siren/contracts/barista";
import { slug } from "@siren/contracts/ids";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { Shift } from "../domain/sales.ts";
import type { RouteParts } from "./routes.ts";
import { ofStore, onlyOwnStore, staff } from "./staff.ts";

const longestShiftMs = 24 * 60 * 60_000;

function shiftOf({ from, to }: z.infer<typeof salesQuery>): Shift | null {
  if (from === undefined && to === undefined) return null;
  const shift = { from: Number(from ?? Number.NaN), to: Number(to ?? Number.NaN) };
  const lastsMs = shift.to - shift.from;
  // NaN where one of them is missing.
  if (!(lastsMs > 0 && lastsMs <= longestShiftMs))
    throw new Refusal("BAD_REQUEST", "a shift has a beginning and an end, a day apart at most");
  return shift;
}

type Parts = Pick<RouteParts, "floor" | "reads" | "setStock">;
const ofThing = z.object({ store: slug, thing: slug });

/** What the staff says of its store, and what the manager reads of its day. */
export function floorRoutes({ floor, reads, setStock }: Parts): Route[] {
  return [
    route({
      method: "PUT",
      path: "/stores/:store/state",
      summary: "Open, busy, or paused until a time.",
      answers: { 200: storeStateView },
      refuses: ["WRONG_STORE", "ILLEGAL_TRANSITION"],
      access: staff,
      key: "required",
      params: ofStore,
      body: storeStateRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const { state, until, note, saidAt } = c.body;
        const key = { scope: `barista.state:${c.caller.sub}`, key: c.key ?? "", saidAt };
        const ends = state === "OPEN" ? null : (until ?? null);
        const change = { state, until: ends, note: note ?? null };
        await floor.setState(c.params.store, change, key);
        return { status: 200, body: change };
      },
    }),
    route({
      method: "POST",
      path: "/stores/:store/delay",
      summary: "Says how late the store is; 0 minutes end it.",
      answers: { 200: delayView },
      refuses: ["WRONG_STORE", "ILLEGAL_TRANSITION"],
      access: staff,
      key: "required",
      params: ofStore,
      body: delayRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const { minutes, until, saidAt } = c.body;
        const key = { scope: `barista.delay:${c.caller.sub}`, key: c.key ?? "", saidAt };
        const delay = await floor.postDelay(c.params.store, { minutes, until }, key);
        return { status: 200, body: delay };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/availability/:thing",
      summary: "Sold out or there again: an item, or a choice wherever it is offered.",
      answers: { 200: availabilityView },
      refuses: ["WRONG_STORE", "ILLEGAL_TRANSITION"],
      access: staff,
      key: "required",
      params: ofThing,
      body: availabilityRequest,
      async handle(c) {
        const { store, thing } = c.params;
        onlyOwnStore(c.caller, store);
        const { soldOut, of, saidAt } = c.body;
        const key = { scope: `barista.availability:${c.caller.sub}`, key: c.key ?? "", saidAt };
        const named = of === "option" ? { choiceId: thing, soldOut } : { itemId: thing, soldOut };
        await floor.setSoldOut(store, named, key);
        return { status: 200, body: named };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/stock/:thing",
      summary: "So many came in, or so many stand there; counted null ends the counting.",
      answers: { 200: stockView },
      refuses: ["WRONG_STORE", "VERSION_CONFLICT", "ILLEGAL_TRANSITION"],
      access: staff,
      key: "required",
      params: ofThing,
      body: stockRequest,
      async handle(c) {
        const { store: storeId, thing: itemId } = c.params;
        const tap = { storeId, itemId, word: c.body, key: c.key ?? "", by: c.caller };
        const { isCounted, received, free, reserved, sold } = await setStock(tap);
        return { status: 200, body: { itemId, isCounted, received, free, reserved, sold } };
      },
    }),
    route({
      method: "GET",
      path: "/stores/:store/sales",
      summary: "A store's day or shift: tickets, cups, won, hours, who made what, what was given back.",
      answers: { 200: salesReport },
      refuses: ["WRONG_STORE"],
      access: { roles: ["manager"] },
      params: ofStore,
      query: salesQuery,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        return {
          status: 200,
          body: await reads.sales(c.params.store, c.query.day, shiftOf(c.query)),
          headers: { "cache-control": "no-store" },
        };
      },
    }),
  ];
}
