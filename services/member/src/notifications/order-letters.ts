import type { Heard } from "@siren/chassis/messaging/consumer";
import type { EventType } from "@siren/contracts/events";
import {
  type NotificationChannel,
  type NotificationChoices,
  notificationChannels,
  type OrderMoment,
} from "@siren/contracts/notifications";
import type { Receipt } from "@siren/contracts/order";
import type { Tx } from "@siren/store/unit-of-work";
import type { MemberDoc, MemberModels } from "../store.ts";
import type { Choices, Reached } from "./choices.ts";
import { type Letter, type Posts, usefulMs } from "./letters.ts";
import { orderWords, type ToldOrder } from "./order-words.ts";

type Parts = { models: Pick<MemberModels, "members">; choices: Choices; posts: Posts };
type Told = Pick<Heard<EventType>, "eventId" | "at">;
type News = { moment: OrderMoment; memberId: string; order: ToldOrder; receipt?: Receipt };

/** Writes down, with the mark that order's event was heard, what its member wanted to be told of it. */
export function createOrderLetters({ models, choices, posts }: Parts) {
  const channels = notificationChannels.filter((channel) => posts[channel].delivers);
  const seenBy = new WeakMap<Tx, Map<string, NotificationChoices>>();
  const seen = new WeakMap<Tx, ReadonlySet<string>>();

  async function chosen(tx: Tx, memberId: string): Promise<NotificationChoices | null> {
    if (seen.get(tx)?.has(memberId)) return seenBy.get(tx)?.get(memberId) ?? null;
    return choices.chosen(tx, memberId);
  }

  async function withdraw(tx: Tx, orderId: string): Promise<void> {
    for (const channel of channels) await posts[channel].withdraw(tx, orderId);
  }

  return {
    /** Most members chose nothing: that is found out of all of a batch with one read. */
    async readAhead(tx: Tx, memberIds: readonly string[]): Promise<void> {
      if (channels.length === 0 || memberIds.length === 0) return;
      seenBy.set(tx, await choices.chosenBy(tx, memberIds));
      seen.set(tx, new Set(memberIds));
    },

    async tell(tx: Tx, told: Told, news: News): Promise<void> {
      if (channels.length === 0) return;
      const wanted = await chosen(tx, news.memberId);
      const by = channels.filter((channel) => wanted?.[channel][news.moment]);
      if (by.length === 0) return;
      const member: MemberDoc | null = await models.members
        .findById(news.memberId, null, { session: tx.session })
        .lean();
      if (!member || typeof member.deletedAt === "number") return;
      const to = await choices.reached(tx, member);
      for (const channel of by) {
        const letter = letterOf(channel, told, news, to);
        if (!letter) continue;
        // "Begun" may have been put off, and is not to be read after "ready".
        if (news.moment !== "paid") await posts[channel].withdraw(tx, news.order.orderId);
        await posts[channel].put(tx, letter);
      }
    },

    /** It is begun or ready no more: what says so and was not sent yet is not sent. */
    withdraw,

    /** The same where it is known whose it is: nearly nobody's has letters. */
    async withdrawOf(tx: Tx, memberId: string, orderId: string): Promise<void> {
      if (channels.length > 0 && (await chosen(tx, memberId)) !== null) await withdraw(tx, orderId);
    },
  };
}

/** Null: no address of theirs is known any more. */
function letterOf(
  channel: NotificationChannel,
  { eventId, at }: Told,
  { moment, memberId, order, receipt }: News,
  { address, kakaoId, isKnown }: Reached,
): Letter | null {
  const about = `order-${moment}` as const;
  const letterId = `${eventId}.${channel}`;
  const { words, subject, text, html, short } = orderWords(moment, order, receipt);
  const of = { memberId, orderId: order.orderId };
  const head = { letterId, channel, ...of, about, subject, at, uselessAt: at + usefulMs[about] };
  if (channel === "email") return address === null ? null : { ...head, to: address, text, html, hook: null };
  if (!isKnown) return null;
  const hook = { id: letterId, at, about, to: { memberId, kakaoId }, order, text: words };
  return { ...head, to: memberId, text: short, html: null, hook };
}

export type OrderLetters = ReturnType<typeof createOrderLetters>;
