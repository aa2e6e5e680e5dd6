import type { memberState } from "@siren/contracts/snapshots";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import type { Cards } from "./cards.ts";
import { allowanceLifetimeMs, allowanceOf } from "./rules.ts";
import type { CardDoc, MemberDoc, MemberModels } from "./store.ts";

/** What somebody whose cursor is gone needs in place of the events: allowances, names and revocations. */
export async function stateForConsumers(
  models: MemberModels,
  cards: Cards,
  tx: Tx,
  now: number,
): Promise<z.infer<typeof memberState>> {
  const all: CardDoc[] = await models.cards.find({}, null, { session: tx.session }).lean();
  const allowances = [];
  for (const card of all) {
    const { available_krw, arrears_krw } = await cards.viewOf(tx, card._id);
    allowances.push({
      memberId: card.memberId,
      cardId: card._id,
      amount_krw: allowanceOf({ ...card, available_krw, arrears_krw }),
      version: card.version,
      expiresAt: now + allowanceLifetimeMs,
    });
  }
  const revoked: MemberDoc[] = await models.members
    .find({ notBefore: { $gt: 0 } }, null, { session: tx.session })
    .lean();
  const everybody: Pick<MemberDoc, "_id" | "nickname">[] = await models.members
    .find({ deletedAt: null }, { nickname: 1 }, { session: tx.session })
    .lean();
  const gone = revoked.filter(({ deletedAt }) => typeof deletedAt === "number");
  return {
    allowances,
    nicknames: everybody.map(({ _id, nickname }) => ({ memberId: _id, nickname })),
    revoked: revoked.map(ended),
    deleted: gone.map(ended),
  };
}

const ended = ({ _id: memberId, notBefore }: MemberDoc) => ({ memberId, notBefore });
