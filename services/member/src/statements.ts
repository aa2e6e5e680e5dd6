import type { ledgerPage } from "@siren/contracts/member";
import { Refusal } from "@siren/contracts/refusal";
import type * as z from "zod/mini";
import { accountOf } from "./ledger.ts";
import type { JournalDoc, MemberModels } from "./store.ts";

type Page = z.infer<typeof ledgerPage>;
const pageLength = 50;

/** What happened on a card, newest first, as its owner reads it. */
export async function ledgerOf(
  models: MemberModels,
  memberId: string,
  cardId: string,
  before?: string,
): Promise<Page> {
  if (!(await models.cards.exists({ _id: cardId, memberId }))) throw new Refusal("NOT_FOUND", "No such card");
  const older = before === undefined ? {} : { _id: { $lt: before } };
  const journals: JournalDoc[] = await models.journals
    .find({ cardId, ...older })
    .sort({ _id: -1 })
    .limit(pageLength)
    .lean();
  const sumFor = (journal: JournalDoc, account: string) =>
    journal.postings.reduce(
      (sum, posting) => (posting.account === account ? sum + posting.amount_krw : sum),
      0,
    );
  return {
    entries: journals.map((journal) => ({
      journalId: journal._id,
      at: journal.at,
      kind: journal.kind,
      ...(journal.orderId === null ? {} : { orderId: journal.orderId }),
      available_krw: sumFor(journal, accountOf.available(cardId)),
      held_krw: sumFor(journal, accountOf.held(cardId)),
    })),
    next: journals.length === pageLength ? (journals.at(-1)?._id ?? null) : null,
  };
}
