import { refuseFullSlot, slotBegin } from "../domain/pick-up-slot.ts";
import { prepSecondsOf, type Queue } from "../domain/queue.ts";
import type { FloorViews } from "./ports.ts";

type Wish = {
  storeId: string;
  pickUpAt: number | null;
  lines: Parameters<typeof prepSecondsOf>[0];
  queue: Queue | null;
};

/**
 * Where it is asked within the write, of two that book one slot at once one has to look again: both draw a number of
 * that store's day.
 */
export async function refuseIfSlotIsFull(
  views: Pick<FloorViews, "bookedAt">,
  { storeId, pickUpAt, lines, queue }: Wish,
): Promise<void> {
  if (pickUpAt === null) return;
  const booked = await views.bookedAt(storeId, slotBegin(pickUpAt));
  refuseFullSlot(booked, { pickUpAt, prepSeconds: prepSecondsOf(lines) }, queue?.hands ?? 1);
}
