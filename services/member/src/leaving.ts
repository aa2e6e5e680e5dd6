import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Cards } from "./cards.ts";
import type { Links } from "./links.ts";
import { addressOf, type Members } from "./members.ts";
import { forgetLetters } from "./notifications/notification-store.ts";
import type { Notifier } from "./notifier.ts";
import type { Sessions } from "./sessions.ts";
import type { CardDoc, MemberModels } from "./store.ts";

type Parts = {
  store: Store;
  models: MemberModels;
  members: Members;
  cards: Cards;
  sessions: Sessions;
  links: Links;
  notifier: Notifier;
  now: () => number;
};

/**
 * An account's end. What a law or the till needs (cards, journals, holds) stays under ids that lead to nobody;
 * whatever says who it was is gone with this commit, here, and with MemberDeleted elsewhere.
 */
export function createLeaving({ store, models, members, cards, sessions, links, notifier, now }: Parts) {
  /** Won that are under way or owed belong to a business that is not over. */
  async function settleCard(tx: Tx, card: CardDoc, forfeits: boolean): Promise<void> {
    const { available_krw, held_krw, arrears_krw } = await cards.viewOf(tx, card._id);
    if (held_krw > 0) throw new Refusal("ILLEGAL_TRANSITION", "An order is under way");
    if (arrears_krw > 0) throw new Refusal("ILLEGAL_TRANSITION", "The card owes for an order");
    if (available_krw > 0 && !forfeits)
      throw new Refusal("ILLEGAL_TRANSITION", "There are won on the card; say that they may be lost", {
        available_krw,
      });
    if (await models.topUps.exists({ cardId: card._id, state: "PENDING" }).session(tx.session))
      throw new Refusal("ILLEGAL_TRANSITION", "A top-up is under way");
    await models.cards.updateOne({ _id: card._id }, { $set: { locked: true } }, { session: tx.session });
    await cards.announceAllowance(tx, { ...card, locked: true });
    await cards.allowNoMore(tx, card._id);
  }

  return {
    async leave(memberId: string, forfeits: boolean): Promise<void> {
      await store.unitOfWork(async (tx) => {
        const { session } = tx;
        const member = await members.inTx(tx, memberId);
        if (member.roles.includes("ops") && (await isLastOps(tx)))
          throw new Refusal("ILLEGAL_TRANSITION", "The last ops account cannot leave");
        const own: CardDoc[] = await models.cards.find({ memberId }, null, { session }).lean();
        for (const card of own) await settleCard(tx, card, forfeits);
        const to = addressOf(member);
        await forgetLetters(models, tx, { memberId, address: to });
        if (to !== null) await notifier.tell(tx, { to, about: "deleted" });
        await sessions.closeAll(tx, memberId);
        await links.dropAll(tx, memberId);
        await cards.stars.forgetBirthday(tx, memberId);
        await models.favourites.deleteMany({ memberId }, { session });
        await models.identities.deleteMany({ memberId }, { session });
        await models.topUps.updateMany({ memberId }, { $set: { paymentToken: "" } }, { session });
        const nothing = {
          ...{ email: `deleted:${memberId}`, passwordHash: null, pinHash: null, nickname: "" },
          ...{ roles: [], stores: [], verifiedAt: null, toldOfRegisteringAt: null, deletedAt: now() },
        };
        await members.endTokens(tx, member, nothing, "MemberDeleted");
      });
    },
  };

  async function isLastOps(tx: Tx): Promise<boolean> {
    return (await models.members.countDocuments({ roles: "ops" }).session(tx.session)) <= 1;
  }
}

export type Leaving = ReturnType<typeof createLeaving>;
