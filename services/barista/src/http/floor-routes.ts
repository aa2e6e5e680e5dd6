import { type Route, route } from "@siren/chassis/http/routes";
import {
  availabilityRequest,
  delayRequest,
  salesQuery,
  stockRequest,
  storeStateRequest,
} from "@siren/contracts/barista";
import { slug } from "@siren/contracts/ids";
import * as z from "zod/mini";
import type { RouteParts } from "./routes.ts";
import { ofStore, onlyOwnStore, staff } from "./staff.ts";

type Parts = Pick<RouteParts, "floor" | "reads" | "setStock">;
const ofThing = z.object({ store: slug, thing: slug });

/** What the staff says of its store, and what the manager reads of its day. */
export function floorRoutes({ floor, reads, setStock }: Parts): Route[] {
  return [
    route({
      method: "PUT",
      path: "/stores/:store/state",
      access: staff,
      key: "required",
      params: ofStore,
      body: storeStateRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const { state, until, note } = c.body;
        const key = { scope: `barista.state:${c.caller.sub}`, key: c.key ?? "" };
        const ends = state === "OPEN" ? null : (until ?? null);
        const change = { state, until: ends, note: note ?? null };
        await floor.setState(c.params.store, change, key);
        return { status: 200, body: change };
      },
    }),
    route({
      method: "POST",
      path: "/stores/:store/delay",
      access: staff,
      key: "required",
      params: ofStore,
      body: delayRequest,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        const key = { scope: `barista.delay:${c.caller.sub}`, key: c.key ?? "" };
        const { minutes, until } = c.body;
        const delay = await floor.postDelay(c.params.store, { minutes, until }, key);
        return { status: 200, body: delay };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/availability/:thing",
      access: staff,
      key: "required",
      params: ofThing,
      body: availabilityRequest,
      async handle(c) {
        const { store, thing } = c.params;
        onlyOwnStore(c.caller, store);
        const key = { scope: `barista.availability:${c.caller.sub}`, key: c.key ?? "" };
        const { soldOut, of } = c.body;
        const named = of === "option" ? { choiceId: thing, soldOut } : { itemId: thing, soldOut };
        await floor.setSoldOut(store, named, key);
        return { status: 200, body: named };
      },
    }),
    route({
      method: "PUT",
      path: "/stores/:store/stock/:thing",
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
      access: { roles: ["manager"] },
      params: ofStore,
      query: salesQuery,
      async handle(c) {
        onlyOwnStore(c.caller, c.params.store);
        return {
          status: 200,
          body: await reads.sales(c.params.store, c.query.day),
          headers: { "cache-control": "no-store" },
        };
      },
    }),
  ];
}
