import { orderId } from "@siren/contracts/ids";
import { takenHere, takenWanted, toldAbout, toldQuery } from "@siren/contracts/journey";
import * as z from "zod/mini";
import { type Route, route } from "../http/routes.ts";
import type { JourneyPort } from "./ports.ts";

const access = { services: ["gateway"] } as const;

/** A service's part of an order's way: what it told of it, and what it took of what others told. */
export function journeyRoutes(journeys: JourneyPort): Route[] {
  return [
    route({
      method: "GET",
      path: "/internal/told/:orderId",
      access,
      params: z.strictObject({ orderId }),
      query: toldQuery,
      answers: { 200: toldAbout },
      handle: async ({ params, query }) => ({
        status: 200,
        body: await journeys.told(params.orderId, query.since),
      }),
    }),
    route({
      method: "POST",
      path: "/internal/taken",
      access,
      body: takenWanted,
      answers: { 200: takenHere },
      handle: async ({ body }) => ({ status: 200, body: await journeys.taken(body.eventIds) }),
    }),
  ];
}
