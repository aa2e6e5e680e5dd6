import type { MemberExport } from "@siren/contracts/accounts";
import type { CardView, ledgerPage } from "@siren/contracts/member";
import type { Store } from "@siren/store/open-store";
import type * as z from "zod/mini";
import type { Cards } from "./cards.ts";
import { createFavourites } from "./favourites.ts";
import { accountViewOf, type Members } from "./members.ts";
import { ledgerOf } from "./statements.ts";
import type { MemberModels, SessionDoc, TopUpDoc } from "./store.ts";

const all = 0;

type Parts = { store: Store; models: MemberModels; members: Members; cards: Cards; now: () => number };

/** Everything that member keeps about a person, for that person; their orders are order's, and its list's. */
export async function exportOf(
  { store, models, members, cards, now }: Parts,
  memberId: string,
): Promise<MemberExport> {
  const member = await members.find(memberId);
  const account = accountViewOf(member, await members.providersOf(memberId));
  const sessions: SessionDoc[] = await models.sessions.find({ memberId }).sort({ _id: 1 }).lean();
  const own = await models.cards.find({ memberId }).sort({ _id: 1 }).lean();
  const views = await store.unitOfWork(async (tx) => {
    const read: CardView[] = [];
    for (const card of own) read.push(await cards.viewOf(tx, card._id));
    return read;
  });
  const ledger: MemberExport["ledger"] = [];
  for (const { _id: cardId } of own) {
    let before: string | undefined;
    do {
      const page: z.infer<typeof ledgerPage> = await ledgerOf(models, memberId, cardId, before);
      ledger.push(...page.entries.map((entry) => ({ cardId, entry })));
      before = page.next ?? undefined;
    } while (before !== undefined);
  }
  const topUps: TopUpDoc[] = await models.topUps.find({ memberId }).sort({ _id: -1 }).lean();
  return {
    ...{ at: now(), account, createdAt: member.createdAt, cards: views, ledger },
    topUps: topUps.map(({ _id: topUpId, cardId, amount_krw, state, createdAt }) => ({
      ...{ topUpId, cardId, amount_krw, state, at: createdAt },
    })),
    stars: await cards.stars.read(memberId, all),
    coupons: await cards.coupons.listOf(memberId, all),
    favourites: await createFavourites(models, now).listOf(memberId),
    notifications: (await models.notificationChoices.findById(memberId).lean())?.choices ?? null,
    sessions: sessions.map(({ rotatedAt, signedInAt }) => ({
      startedAt: signedInAt ?? rotatedAt,
      lastUsedAt: rotatedAt,
    })),
  };
}
