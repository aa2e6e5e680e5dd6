import type { Store } from "@siren/store/open-store";
import type { Cards } from "./cards.ts";
import type { MemberModels } from "./store.ts";

/** For cards that were topped up before there was a timer which does it. Bears being run again. */
export async function keepAllAllowed(store: Store, models: MemberModels, cards: Cards): Promise<void> {
  const toppedUp = await models.cards.find({ settledTopUps: { $gt: 0 } }, { _id: 1 }).lean();
  for (const { _id } of toppedUp) await store.unitOfWork((tx) => cards.allowAnew(tx, _id));
}
