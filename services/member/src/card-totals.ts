import type { Store } from "@siren/store/open-store";
import type { PipelineStage } from "mongoose";
import type { MemberModels } from "./store.ts";

/** For cards that are older than their own counts of what came and went. Bears being run again. */
export async function countOldCards(store: Store, models: MemberModels): Promise<void> {
  const old = await models.cards.find({ toppedUp_krw: { $exists: false } }, { _id: 1 }).lean();
  for (const { _id: cardId } of old) {
    await store.unitOfWork(async ({ session }) => {
      const cameIn: PipelineStage[] = [
        { $match: { cardId, kind: "top-up" } },
        { $unwind: "$postings" },
        { $match: { "postings.amount_krw": { $gt: 0 } } },
        { $group: { _id: "$cardId", sum: { $sum: "$postings.amount_krw" } } },
      ];
      const [topUps] = await models.journals.aggregate<{ sum: number }>(cameIn).session(session);
      const holds = await models.holds.find({ cardId }, null, { session }).lean();
      const sumOf = (of: "captured_krw" | "refunded_krw") => holds.reduce((sum, hold) => sum + hold[of], 0);
      const totals = { toppedUp_krw: topUps?.sum ?? 0, captured_krw: sumOf("captured_krw") };
      const counted = { ...totals, refunded_krw: sumOf("refunded_krw") };
      await models.cards.updateOne({ _id: cardId }, { $set: counted }, { session });
    });
  }
}
