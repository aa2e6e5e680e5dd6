import { traceparentNow } from "@siren/chassis/messaging/trace-of";
import type { NotificationChannel } from "@siren/contracts/notifications";
import type { Seal } from "../sealed.ts";
import type { MemberModels } from "../store.ts";
import type { Letter, Post } from "./letters.ts";
import type { OutgoingDoc } from "./notification-store.ts";

const dayMs = 24 * 60 * 60_000;
/** Only the latest of them is of use, and none when it is over. */
const progress = ["order-making", "order-ready"] as const;
const mostLooked = 32;
const mostNewest = 8;

type Sealed = Pick<Letter, "subject" | "text" | "html" | "hook">;
export type Due = Omit<OutgoingDoc, "sealed" | "expiresAt">;

type Parts = { models: Pick<MemberModels, "outgoing">; seal: Seal };

/** Letters that are committed and not handed over yet. Whoever sends one takes it for a while, and nobody else then. */
export function createOutgoing({ models: { outgoing }, seal }: Parts) {
  const listeners = new Map<NotificationChannel, () => void>();

  return {
    /** The end of a channel that is set up: what is put here is on its way as soon as its commit is through. */
    post: (channel: NotificationChannel): Post => ({
      delivers: true,
      async put(tx, { letterId: _id, subject, text, html, hook, traceparent = traceparentNow(), ...head }) {
        const sealed = seal.seal(_id, JSON.stringify({ subject, text, html, hook } satisfies Sealed));
        const expiresAt = new Date(head.uselessAt + dayMs);
        const doc: OutgoingDoc = {
          ...{ _id, ...head, sealed, attempts: 0, nextAt: head.at, expiresAt },
          ...(traceparent !== undefined && { traceparent }),
        };
        await outgoing.create([doc], { session: tx.session });
        tx.afterCommit(() => listeners.get(channel)?.());
      },
      async withdraw(tx, orderId) {
        await outgoing.deleteMany({ orderId, channel, about: { $in: progress } }, { session: tx.session });
      },
    }),

    /** Heard after each commit of this process that had a letter for the channel. */
    onPut: (channel: NotificationChannel, listener: () => void) => void listeners.set(channel, listener),

    /** Those whose time has come, the oldest first, without what is for these; and when the next one's will. */
    async due(channel: NotificationChannel, now: number, busy: readonly string[]) {
      const docs = await outgoing
        .find({ channel, ...(busy.length > 0 && { to: { $nin: busy } }) }, { sealed: 0, expiresAt: 0 })
        .sort({ nextAt: 1 })
        .limit(mostLooked + 1)
        .lean<Due[]>();
      const letters = docs.slice(0, mostLooked).filter(({ nextAt }) => nextAt <= now);
      return { letters, nextAt: docs[letters.length]?.nextAt };
    },

    /** The newest of those that were never counted a try, the newest first. */
    newest: (channel: NotificationChannel): Promise<Due[]> =>
      outgoing
        .find({ channel, attempts: 0 }, { sealed: 0, expiresAt: 0 })
        .sort({ at: -1 })
        .limit(mostNewest)
        .lean<Due[]>(),

    /** Null: another process was quicker, or the letter is gone. Until then it is nobody else's. */
    async take(due: Due, until: number): Promise<Letter | "unreadable" | null> {
      const { _id, attempts, nextAt } = due;
      const taken = await outgoing
        .findOneAndUpdate(
          { _id, attempts, nextAt },
          { $set: { nextAt: until }, $inc: { attempts: 1 } },
          { returnDocument: "after" },
        )
        .lean();
      if (!taken) return null;
      const told = seal.unseal(_id, taken.sealed);
      if (told === undefined) return "unreadable";
      const { channel, memberId, orderId = null, to, about, at, uselessAt, traceparent } = taken;
      const content = JSON.parse(told) as Sealed;
      const head = { letterId: _id, channel, memberId, orderId, to, about, at, uselessAt, traceparent };
      return { ...head, ...content };
    },

    async drop({ _id }: Due): Promise<void> {
      await outgoing.deleteOne({ _id });
    },

    /** Of whoever took it: a letter that was taken anew since is left to that one. */
    async putOff({ _id, attempts }: Due, nextAt: number, counts: boolean): Promise<void> {
      const to = counts ? { nextAt } : { nextAt, attempts };
      await outgoing.updateOne({ _id, attempts: attempts + 1 }, { $set: to });
    },

    /** Of whoever took it, and is not through with it. */
    async keep({ _id, attempts }: Due, until: number): Promise<void> {
      await outgoing.updateOne({ _id, attempts: attempts + 1 }, { $set: { nextAt: until } });
    },

    waiting: async (channel: NotificationChannel): Promise<number> => outgoing.countDocuments({ channel }),
  };
}

export type Outgoing = ReturnType<typeof createOutgoing>;
