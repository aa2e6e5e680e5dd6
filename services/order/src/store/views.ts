import { streams } from "@siren/contracts/live";
import { type PublishedMenu, publishedMenu, storeProfile } from "@siren/contracts/menu";
import type { Tx } from "@siren/store/unit-of-work";
import type { ClientSession } from "mongoose";
import type { StoreMood } from "../domain/opening.ts";
import type { FloorChanges, ViewChanges, Views } from "../use-cases/ports.ts";
import { createFloorViews } from "./floor-views.ts";
import type { Models } from "./models.ts";
import { forgetSubscriptionsBefore } from "./push-book.ts";
import { seenIn } from "./seen.ts";
import { countShelfChange, namesShelf } from "./shelf-changes.ts";

/** Menus are large and change seldom; each is read once, and again when its version is another. */
const read = new WeakMap<Models, Map<string, { tag: string; menu: PublishedMenu }>>();

async function menuOf(models: Models, storeId: string, inside: { session?: ClientSession }) {
  const at = { menuVersion: 1, "menu.publishedAt": 1 };
  const now = await models.menus.findById(storeId, at, inside).lean();
  if (!now) return null;
  const menus = read.get(models) ?? new Map<string, { tag: string; menu: PublishedMenu }>();
  read.set(models, menus);
  const tag = `${now.menuVersion}@${now.menu.publishedAt}`;
  const known = menus.get(storeId);
  if (known?.tag === tag) return known.menu;
  const found = await models.menus.findById(storeId, null, inside).lean();
  if (!found) return null;
  // Through the schema, as what was heard before a field was thought of lacks it.
  const menu = publishedMenu.parse(found.menu);
  menus.set(storeId, { tag: `${menu.menuVersion}@${menu.publishedAt}`, menu });
  return menu;
}

/** Outside of a unit of work the session is left out. */
export function createViews(models: Models, session?: ClientSession) {
  const inside = session ? { session } : {};
  return {
    ...createFloorViews(models, session),
    async store(storeId: string) {
      const found = await models.stores.findById(storeId, null, inside).lean();
      return found && storeProfile.parse(found.profile);
    },
    menu: (storeId: string) => menuOf(models, storeId, inside),
    async mood(storeId: string): Promise<StoreMood> {
      const mood = await models.moods.findById(storeId, null, inside).lean();
      return mood ? { state: mood.state, until: mood.until } : { state: "OPEN", until: null };
    },
    async soldOut(storeId: string) {
      const docs = await models.soldOut.find({ storeId }, null, inside).lean();
      return new Set(docs.map((doc) => doc.itemId));
    },
    async allowance(cardId: string) {
      const card = await models.cards.findById(cardId, null, inside).lean();
      if (!card) return null;
      const { memberId, amount_krw, version, expiresAt, arrears_krw } = card;
      return { cardId, memberId, amount_krw, version, expiresAt, arrears_krw };
    },
    nickname: async (memberId: string) =>
      (await models.members.findById(memberId, null, inside).lean())?.nickname ?? null,
  } satisfies Views;
}

export function createViewChanges(models: Models, tx: Tx): Omit<ViewChanges, keyof FloorChanges> {
  const { session } = tx;
  const { cards } = seenIn(tx);
  const cardsName = models.cards.collection.collectionName;
  const put = { session, upsert: true };
  return {
    async putStore(profile) {
      const known = await models.stores.findById(profile.storeId, null, { session }).lean();
      if (known && known.version > profile.version) return;
      await models.stores.updateOne(
        { _id: profile.storeId },
        { $set: { version: profile.version, profile } },
        put,
      );
      await countShelfChange(models, profile.storeId, session);
    },
    async putMenu(menu) {
      const known = await models.menus.findById(menu.storeId, { menuVersion: 1 }, { session }).lean();
      if (known && known.menuVersion > menu.menuVersion) return;
      await models.menus.updateOne(
        { _id: menu.storeId },
        { $set: { menuVersion: menu.menuVersion, menu } },
        put,
      );
      await countShelfChange(models, menu.storeId, session);
    },
    async putMood(storeId, { state, until }) {
      await models.moods.updateOne({ _id: storeId }, { $set: { state, until } }, put);
      await countShelfChange(models, storeId, session);
    },
    async putSoldOut(storeId, itemId, soldOut) {
      const _id = `${storeId}/${itemId}`;
      if (soldOut) await models.soldOut.updateOne({ _id }, { $set: { storeId, itemId } }, put);
      else await models.soldOut.deleteOne({ _id }, { session });
      await countShelfChange(models, storeId, session);
    },
    async putAllowance({ cardId, memberId, amount_krw, version, expiresAt }) {
      const news = { memberId, amount_krw, version, expiresAt };
      // member allows nothing while there are arrears: an allowance says that they were cleared.
      const cleared = amount_krw > 0 ? { ...news, arrears_krw: 0 } : news;
      const seen = cards.get(cardId);
      const known = seen === undefined ? await models.cards.findById(cardId, null, { session }).lean() : seen;
      if (known && known.version > version) return;
      const to = "arrears_krw" in cleared ? {} : { $setOnInsert: { arrears_krw: 0 } };
      tx.later({ update: cardsName, filter: { _id: cardId }, to: { $set: cleared, ...to }, upsert: true });
      cards.set(cardId, { arrears_krw: 0, ...known, _id: cardId, ...cleared });
    },
    async putArrears({ cardId, memberId, arrears_krw }) {
      const unknown = { amount_krw: 0, version: 0, expiresAt: 0 };
      const to = { $set: { memberId, arrears_krw }, $setOnInsert: unknown };
      tx.later({ update: cardsName, filter: { _id: cardId }, to, upsert: true });
    },
    async putNickname(memberId, nickname) {
      await models.members.updateOne({ _id: memberId }, { $set: { nickname } }, put);
      await countShelfChange(models, namesShelf, session);
    },
    forgetBrowsers: (memberId, notBefore) => forgetSubscriptionsBefore(models, memberId, notBefore, session),
    async forgetMember(memberId) {
      await models.members.deleteOne({ _id: memberId }, { session });
      await models.pushSubscriptions.deleteMany({ ownerId: memberId }, { session });
      await models.heard.deleteOne({ _id: streams.member(memberId) }, { session });
      await countShelfChange(models, namesShelf, session);
      await models.orders.updateMany({ ownerId: memberId }, { $set: { nickname: "" } }, { session });
    },
  };
}
