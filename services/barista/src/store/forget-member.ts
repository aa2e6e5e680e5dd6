import type { Tx } from "@siren/store/unit-of-work";
import type { BaristaModels } from "./models.ts";

/** The tickets stay as they are, under an id that leads to nobody. */
export async function forgetMember(
  { tickets, loads }: BaristaModels,
  tx: Tx,
  memberId: string,
): Promise<void> {
  await tickets.updateMany({ ownerId: memberId }, { $set: { nickname: "" } }, { session: tx.session });
  // Whoever keeps tickets would write the name again.
  await loads.updateMany({}, { $inc: { moves: 1 } }, { session: tx.session });
}
