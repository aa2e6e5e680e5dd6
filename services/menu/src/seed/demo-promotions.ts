import type { PromotionDraft } from "@siren/contracts/menu-desk";
import type { Catalogue } from "../catalogue.ts";
import type { Promotions } from "../promotions.ts";
import { named } from "./demo-options.ts";
import { unlessThere } from "./seed.ts";

const always = { expectedVersion: 0, fromAt: 0, untilAt: Date.UTC(2100, 0, 1) };

/** The third store has none: a page has to look well without. */
const demoPromotions: Readonly<Record<string, PromotionDraft>> = {
  "demo-morning": {
    ...{ ...always, storeIds: ["gwanghwamun"], hours: { from: 7 * 60, until: 11 * 60 }, words: [] },
    text: named("아침에는 갓 구운 스콘과 함께", "Mornings go with a scone from the oven"),
  },
  "demo-with-coffee": {
    ...{ ...always, storeIds: ["gwanghwamun", "haeundae"], hours: null, words: ["커피", "라떼", "coffee"] },
    text: named("커피에는 베이커리 한 조각", "A piece of cake goes with coffee"),
  },
};

/** Sown with the first store, and never again: whoever takes one away does not find it back. */
export async function sowPromotions(
  catalogue: Catalogue,
  promotions: Promotions,
  firstStoreId: string,
): Promise<void> {
  if ((await catalogue.sown("stores", firstStoreId)) !== null) return;
  for (const [promotionId, draft] of Object.entries(demoPromotions)) {
    const key = { scope: "menu.seed", key: promotionId };
    await unlessThere(() => promotions.put(promotionId, draft, () => undefined, key));
  }
}
