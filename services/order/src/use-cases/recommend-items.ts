import type { Recommendations } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import { oftenTogether, usualOf } from "../domain/recommend.ts";
import type { OrderReads, Views } from "./ports.ts";

/** How far back a habit is looked for. */
const pastOrders = 50;

export type RecommendParts = { views: Views; orders: OrderReads };
export type RecommendFor = { storeId: string; itemIds: readonly string[]; memberId: string | null };

export async function recommendItems(
  { views, orders }: RecommendParts,
  { storeId, itemIds, memberId }: RecommendFor,
): Promise<Recommendations> {
  const menu = await views.menu(storeId);
  if (!menu) throw new Refusal("NOT_FOUND", `there is no store ${storeId}`);
  const floor = await views.floor(storeId);
  const none = [...floor.free].flatMap(([itemId, free]) => (free > 0 ? [] : [itemId]));
  const soldOut = new Set([...(await views.soldOut(storeId)), ...none]);
  const offer = { menu, soldOut, soldOutOptions: floor.soldOutOptions };
  const past = memberId === null ? [] : await orders.ofOwner(memberId, null, pastOrders);
  const had = past.filter(({ state }) => state === "PICKED_UP").flatMap(({ lines }) => lines);
  const together = oftenTogether(offer, itemIds, await orders.orderedWith(storeId, itemIds));
  return { storeId, together, usual: usualOf(offer, had) };
}
