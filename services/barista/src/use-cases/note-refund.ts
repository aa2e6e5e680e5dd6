import { businessDayOf, seoulDay } from "../domain/hours.ts";
import type { Refund, Work } from "./ports.ts";

/** It belongs to the day on which it was given, whichever day the drink was of: that is the till's day. */
export async function noteRefund(work: Work, refund: Refund): Promise<void> {
  const hours = await work.profile(refund.storeId);
  const day = hours ? businessDayOf(hours, refund.at) : seoulDay(refund.at);
  await work.noteRefund({ ...refund, day });
}
