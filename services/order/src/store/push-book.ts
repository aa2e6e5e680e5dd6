import { isDuplicateKey } from "@siren/store/transient";
import type { Tx } from "@siren/store/unit-of-work";
import type { PushSubscription, PushWork } from "../use-cases/push-ports.ts";
import { slots } from "../use-cases/record-change.ts";
import { timerIds } from "../use-cases/timers-of.ts";
import type { Models, PushKeyDoc, PushSubscriptionDoc } from "./models.ts";
import { orderOf } from "./order-doc.ts";

export const sendingKind = "push-send";

/** What the use cases of Web Push may do inside the open transaction `tx`. */
export function createPushWork(models: Models, tx: Tx, now: () => number): PushWork {
  const { session } = tx;
  const { pushSubscriptions } = models;
  return {
    async order(orderId) {
      const doc = await models.orders.findById(orderId, null, { session }).lean();
      return doc ? orderOf(doc) : null;
    },
    hasOpenOrder: async (guest) =>
      (await models.slots.exists({ _id: slots.guest(guest.id) }).session(session)) !== null,
    storeName: async (storeId) =>
      (await models.stores.findById(storeId, null, { session }).lean())?.profile.name ?? null,
    async put({ id, owner, ...rest }, most) {
      const said = {
        ownerKind: owner.kind,
        ownerId: owner.id,
        ...rest,
        refusals: 0,
        saidAt: new Date(now()),
      };
      await pushSubscriptions.updateOne({ _id: id }, { $set: said }, { session, upsert: true });
      const tooMany = await pushSubscriptions
        .find({ ownerId: owner.id }, { _id: 1 }, { session })
        .sort({ saidAt: -1, _id: 1 })
        .skip(most)
        .lean();
      if (tooMany.length > 0)
        await pushSubscriptions.deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } }, { session });
    },
    of: async (ownerId) => (await pushSubscriptions.find({ ownerId }, null, { session }).lean()).map(known),
    async byId(id) {
      const doc = await pushSubscriptions.findById(id, null, { session }).lean();
      return doc ? known(doc) : null;
    },
    noteRefusals: async (id, refusals) =>
      void (await pushSubscriptions.updateOne({ _id: id }, { $set: { refusals } }, { session })),
    remove: async (id) => void (await pushSubscriptions.deleteOne({ _id: id }, { session })),
    lookAgain: (orderId, dueAt) =>
      tx.schedule({ id: timerIds.push(orderId), kind: "push", dueAt, data: { orderId }, inTrace: true }),
    setSending: (sending, dueAt) =>
      tx.schedule({ id: sendingId(sending), kind: sendingKind, dueAt, data: sending, inTrace: true }),
    endSending: (sending) => tx.cancelTimer(sendingId(sending)),
  };
}

const sendingId = ({ orderId, version, subscriptionId }: Parameters<PushWork["endSending"]>[0]) =>
  `push-send:${orderId}:${version}:${subscriptionId}`;

function known({ _id, ownerKind, ownerId, ...doc }: PushSubscriptionDoc): PushSubscription {
  const { endpoint, p256dh, auth, language, refusals } = doc;
  return { id: _id, owner: { kind: ownerKind, id: ownerId }, endpoint, p256dh, auth, language, refusals };
}

/** A sign-in that was ended everywhere takes along the browsers that were signed in. */
export async function forgetSubscriptionsBefore(
  { pushSubscriptions }: Models,
  memberId: string,
  notBefore: number,
  session?: Tx["session"],
): Promise<void> {
  const before = { ownerId: memberId, saidAt: { $lt: new Date(notBefore) } };
  await pushSubscriptions.deleteMany(before, session ? { session } : {});
}

const onlyKey = "vapid";

/** Made once for all replicas and for good: who loses the race takes the winner's. */
export async function keptVapidPair(
  { pushKeys }: Models,
  make: () => Omit<PushKeyDoc, "_id">,
): Promise<Omit<PushKeyDoc, "_id">> {
  const there = await pushKeys.findById(onlyKey).lean();
  if (there) return there;
  const made = make();
  try {
    await pushKeys.create([{ _id: onlyKey, ...made }]);
    return made;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const winner = await pushKeys.findById(onlyKey).lean();
    if (!winner) throw error;
    return winner;
  }
}
