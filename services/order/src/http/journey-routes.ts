import { type Route, route } from "@siren/chassis/http/routes";
import { type JourneyOrder, journeyOrder, journeyQuery } from "@siren/contracts/journey";
import { Refusal } from "@siren/contracts/refusal";
import type { OrderAsked } from "../use-cases/ports.ts";

/** For operations, who have it by the id of a log line or by the number that a customer tells. */
export function journeyRoutes(find: (asked: OrderAsked) => Promise<JourneyOrder | null>): Route[] {
  return [
    route({
      method: "GET",
      path: "/internal/journeys",
      access: { services: ["gateway"] },
      query: journeyQuery,
      answers: { 200: journeyOrder },
      refuses: ["NOT_FOUND"],
      async handle({ query: { order: orderId, store: storeId, day: businessDay, number } }) {
        const isByNumber = storeId !== undefined && businessDay !== undefined && number !== undefined;
        if (orderId === undefined && !isByNumber)
          throw new Refusal("BAD_REQUEST", "order, or store and day and number");
        const found = await find(
          orderId === undefined ? ({ storeId, businessDay, number } as OrderAsked) : { orderId },
        );
        if (!found) throw new Refusal("NOT_FOUND", "There is no such order");
        return { status: 200, body: found };
      },
    }),
  ];
}
