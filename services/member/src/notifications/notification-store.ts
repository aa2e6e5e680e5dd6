import type { NotificationChannel, NotificationChoices } from "@siren/contracts/notifications";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { Schema } from "mongoose";
import type { MemberModels } from "../store.ts";
import type { Letter } from "./letters.ts";

/** A letter that was not handed over yet; what it says is sealed, for it may carry a link that lets somebody in. */
export type OutgoingDoc = {
  _id: string;
  channel: NotificationChannel;
  memberId: string | null;
  /** Missing in one from before this was kept. */
  orderId?: string | null;
  to: string;
  about: Letter["about"];
  sealed: string;
  at: number;
  attempts: number;
  nextAt: number;
  uselessAt: number;
  /** Of what it tells; missing in one from before this was kept. */
  traceparent?: string;
  /** Long after it is useless: for a channel that is not set up any more. */
  expiresAt: Date;
};

/** `_id` is the member's; who never chose has none. */
export type ChoicesDoc = { _id: string; choices: NotificationChoices };

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

export function notificationModels(store: Store) {
  const outgoing = new Schema<OutgoingDoc>(
    {
      ...{
        _id: String,
        channel: String,
        memberId: String,
        orderId: String,
        to: String,
        about: String,
        sealed: String,
        traceparent: String,
      },
      ...{ at: Number, attempts: Number, nextAt: Number, uselessAt: Number, expiresAt: Date },
    },
    exact,
  )
    .index({ channel: 1, nextAt: 1 })
    .index({ channel: 1, at: 1 })
    .index({ memberId: 1 })
    .index({ orderId: 1 })
    .index({ to: 1 })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  const choices = new Schema<ChoicesDoc>({ _id: String, choices: { type: Schema.Types.Mixed } }, exact);
  return {
    outgoing: store.model("outgoing_letters", outgoing),
    notificationChoices: store.model("notification_choices", choices),
  };
}

/** What was not sent to somebody, or is kept for developers, ends with the account. */
export async function forgetLetters(
  models: MemberModels,
  { session }: Tx,
  { memberId, address }: { memberId: string; address: string | null },
): Promise<void> {
  const to = address === null ? [memberId] : [memberId, address];
  await models.mails.deleteMany({ to: { $in: to } }, { session });
  await models.outgoing.deleteMany({ $or: [{ memberId }, { to: { $in: to } }] }, { session });
  await models.notificationChoices.deleteOne({ _id: memberId }, { session });
}
