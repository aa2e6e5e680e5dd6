import type { PublishedMenu } from "@siren/contracts/menu";
import type { Promotion, PromotionDraft, ShownPromotion } from "@siren/contracts/menu-desk";
import { Refusal } from "@siren/contracts/refusal";
import type { Catalogue } from "./catalogue.ts";
import type { Key, KeyedWrite } from "./keyed-write.ts";
import { replaceAt } from "./replace-at.ts";
import { folded } from "./search.ts";
import type { MenuModels, PromotionDoc } from "./store.ts";

const shown = ({ _id, ...doc }: PromotionDoc): Promotion => ({ promotionId: _id, ...doc });
const label = { ko: "광고", en: "Promotion" };
const longestText = 120;

/** Whether whoever edits may speak for these stores; none is all of them. */
export type MaySpeakFor = (storeIds: readonly string[]) => void;

export function createPromotions(
  { promotions }: MenuModels,
  write: KeyedWrite,
  catalogue: Catalogue,
  now: () => number,
) {
  return {
    /** What concerns a store, over or still to come as well. */
    async ofStore(storeId: string): Promise<Promotion[]> {
      const all: PromotionDoc[] = await promotions
        .find({ $or: [{ storeIds: storeId }, { storeIds: { $size: 0 } }] })
        .sort({ untilAt: -1 })
        .limit(100)
        .lean();
      return all.map(shown);
    },

    put: (promotionId: string, whole: PromotionDraft, may: MaySpeakFor, key: Key): Promise<Promotion> =>
      write(key, { promotionId, whole }, async (tx) => {
        const { expectedVersion, ...draft } = whole;
        const faults = faultsOf(draft);
        if (faults.length > 0) throw new Refusal("BAD_REQUEST", faults.join("; "));
        may(draft.storeIds);
        const known = await promotions.findById(promotionId, null, { session: tx.session }).lean();
        if (known) may(known.storeIds);
        const doc: PromotionDoc = { _id: promotionId, ...draft, version: expectedVersion + 1 };
        const seen = { _id: promotionId, version: expectedVersion };
        await replaceAt(promotions, seen, doc, expectedVersion === 0, tx);
        return shown(doc);
      }),

    /** Over the version that was seen, where it is said which. */
    remove: (promotionId: string, seen: number | undefined, may: MaySpeakFor, key: Key): Promise<Promotion> =>
      write(key, { promotionId, ...(seen !== undefined && { seen }) }, async (tx) => {
        const { session } = tx;
        const known: PromotionDoc | null = await promotions.findById(promotionId, null, { session }).lean();
        if (!known) throw new Refusal("NOT_FOUND", "No such promotion");
        may(known.storeIds);
        if (seen !== undefined && known.version !== seen) throw new Refusal("VERSION_CONFLICT");
        await promotions.deleteOne({ _id: promotionId }, { session });
        return shown(known);
      }),

    async show(storeId: string, basket: readonly string[]): Promise<ShownPromotion> {
      const at = now();
      const running: PromotionDoc[] = await promotions.find({ untilAt: { $gt: at } }).lean();
      const words = running.some(({ words }) => words.length > 0)
        ? wordsOfBasket(await catalogue.menu(storeId), basket)
        : [];
      const best = bestOf(running.map(shown), { storeId, words, now: at });
      return { promotion: best && { promotionId: best.promotionId, label, text: best.text } };
    },
  };
}

export type Promotions = ReturnType<typeof createPromotions>;

function faultsOf({ text, fromAt, untilAt }: Omit<PromotionDraft, "expectedVersion">): string[] {
  const faults: string[] = [];
  if (untilAt <= fromAt) faults.push("it ends before it begins");
  if ([text.ko, text.en].some((one) => one.trim() === "" || one.length > longestText))
    faults.push(`text: 1 to ${longestText} letters in both languages`);
  return faults;
}

/** The names of what is in the basket, of both languages, with those of their categories. */
function wordsOfBasket({ items, categories }: PublishedMenu, basket: readonly string[]): string[] {
  return basket.flatMap((itemId) => {
    const item = items.find((one) => one.itemId === itemId);
    if (!item) return [];
    const category = categories.find(({ categoryId }) => categoryId === item.categoryId);
    return [item.name, category?.name].flatMap((name) => (name ? [folded(name.ko), folded(name.en)] : []));
  });
}

export type Moment = { storeId: string; words: readonly string[]; now: number };

const minuteMs = 60_000;
const seoulOffsetMs = 9 * 60 * minuteMs;

function isInHours(hours: Promotion["hours"], now: number): boolean {
  if (hours === null) return true;
  const minute = Math.floor((now + seoulOffsetMs) / minuteMs) % 1_440;
  const { from, until } = hours;
  return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

/** Of those that fit, the one that was meant the most for this basket, this store, this hour. */
function bestOf(all: readonly Promotion[], { storeId, words, now }: Moment): Promotion | null {
  const weighed = all.flatMap((one) => {
    const found = one.words.filter((word) => words.some((name) => name.includes(folded(word)))).length;
    const fits =
      now >= one.fromAt &&
      now < one.untilAt &&
      isInHours(one.hours, now) &&
      (one.storeIds.length === 0 || one.storeIds.includes(storeId)) &&
      (one.words.length === 0 || found > 0);
    const weight = found * 4 + (one.storeIds.length > 0 ? 2 : 0) + (one.hours ? 1 : 0);
    return fits ? [{ one, weight }] : [];
  });
  weighed.sort((a, b) => b.weight - a.weight || (a.one.promotionId < b.one.promotionId ? -1 : 1));
  return weighed[0]?.one ?? null;
}
