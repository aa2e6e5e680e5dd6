import { type Route, route } from "@siren/chassis/http/routes";
import { recommendationQuery, recommendations } from "@siren/contracts/order";
import { type RecommendParts, recommendItems } from "../use-cases/recommend-items.ts";

/** Asked with the cart and after ordering; the habit is told to nobody but its member. */
export function recommendationRoutes(parts: RecommendParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/recommendations",
      summary: "What is often had with a cart, and what one has oneself again and again.",
      answers: { 200: recommendations },
      refuses: ["NOT_FOUND"],
      access: "anyone",
      query: recommendationQuery,
      async handle({ query, caller }) {
        const itemIds = [...new Set(query.items?.split(",") ?? [])];
        const memberId = caller.kind === "member" ? caller.sub : null;
        const body = await recommendItems(parts, { storeId: query.storeId, itemIds, memberId });
        return { status: 200, body, headers: { "cache-control": "no-store" } };
      },
    }),
  ];
}
