import {
  type NotificationChannel,
  type NotificationChoices,
  type NotificationReach,
  type NotificationsView,
  notificationChannels,
  orderMoments,
} from "@siren/contracts/notifications";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { addressOf, type Members } from "../members.ts";
import type { MemberDoc, MemberModels } from "../store.ts";
import type { Posts } from "./letters.ts";

/** Nobody is written to who did not ask for it: what happens is on the page, and a push tells when it is ready. */
const nothing: NotificationChoices = {
  email: { paid: false, making: false, ready: false },
  message: { paid: false, making: false, ready: false },
};

type Parts = { store: Pick<Store, "unitOfWork">; models: MemberModels; members: Members; posts: Posts };

/** Who a member is to the messenger: known by an address that is shown to be theirs, or by an account at Kakao. */
export type Reached = { address: string | null; kakaoId: string | null; isKnown: boolean };

/** What members want to be written to about, and whether it would reach them. */
export function createChoices({ store, models, members, posts }: Parts) {
  async function reached(tx: Tx, member: MemberDoc): Promise<Reached> {
    const kakao = await models.identities
      .findOne({ memberId: member._id, provider: "kakao" }, null, { session: tx.session })
      .lean();
    const isVerified = typeof member.verifiedAt === "number";
    return {
      address: isVerified ? addressOf(member) : null,
      kakaoId: kakao?._id.slice("kakao:".length) ?? null,
      isKnown: isVerified || kakao !== null,
    };
  }

  function reachOf(channel: NotificationChannel, { address, isKnown }: Reached): NotificationReach {
    if (!posts[channel].delivers) return "NOT_SET_UP";
    return (channel === "email" ? address !== null : isKnown) ? "OPEN" : "NOT_VERIFIED";
  }

  async function chosen(tx: Tx, memberId: string): Promise<NotificationChoices | null> {
    const doc = await models.notificationChoices.findById(memberId, null, { session: tx.session }).lean();
    return doc?.choices ?? null;
  }

  async function view(tx: Tx, member: MemberDoc): Promise<NotificationsView> {
    const to = await reached(tx, member);
    const reach = { email: reachOf("email", to), message: reachOf("message", to) };
    return { choices: (await chosen(tx, member._id)) ?? nothing, reach };
  }

  return {
    reached,
    chosen,

    /** Of all these, with one read. */
    async chosenBy(tx: Tx, memberIds: readonly string[]): Promise<Map<string, NotificationChoices>> {
      const docs = await models.notificationChoices
        .find({ _id: { $in: memberIds } }, null, { session: tx.session })
        .lean();
      return new Map(docs.map(({ _id, choices }) => [_id, choices]));
    },

    read: (memberId: string): Promise<NotificationsView> =>
      store.unitOfWork(async (tx) => view(tx, await members.inTx(tx, memberId))),

    /** What is turned on has to be able to arrive; what is turned off is not sent either where it waits already. */
    change: (memberId: string, choices: NotificationChoices): Promise<NotificationsView> =>
      store.unitOfWork(async (tx) => {
        const { session } = tx;
        const before = await view(tx, await members.inTx(tx, memberId));
        for (const channel of notificationChannels) {
          const turned = (on: boolean) =>
            orderMoments.filter(
              (moment) => choices[channel][moment] === on && before.choices[channel][moment] !== on,
            );
          if (turned(true).length > 0) refuseUnreached(before.reach[channel]);
          const about = turned(false).map((moment) => `order-${moment}` as const);
          if (about.length > 0)
            await models.outgoing.deleteMany({ memberId, channel, about: { $in: about } }, { session });
        }
        await models.notificationChoices.updateOne(
          { _id: memberId },
          { $set: { choices } },
          { session, upsert: true },
        );
        return { ...before, choices };
      }),
  };
}

function refuseUnreached(reach: NotificationReach): void {
  if (reach === "NOT_VERIFIED")
    throw new Refusal("NOT_VERIFIED", "Please open the link that was sent to your address first");
  if (reach === "NOT_SET_UP")
    throw new Refusal("MAIL_UNAVAILABLE", "Nothing is sent from here that way", { retryAfterS: 3_600 });
}

export type Choices = ReturnType<typeof createChoices>;
