import { type Batch, batchesOf } from "../domain/batches.ts";
import { type Load, loadOf, placesOf } from "../domain/queue.ts";
import type { Work } from "./ports.ts";

/** A store's work is told at most so often, and looked at again while somebody waits. */
const tellEveryMs = 2_000;
const watchEveryMs = 15_000;
const underWayMs = 500;
/** An estimate that has moved by more than this is told anew; a place, whenever it is another. */
export const slipMs = 60_000;

/** The work of a store has changed: it is told soon. */
export async function noteWork(work: Work, storeId: string, now: number): Promise<void> {
  const known = await work.load(storeId);
  const dueAt = known?.dueAt ?? 0;
  // A look that is due by now may be under way, and not see this.
  if (dueAt > now + underWayMs && dueAt <= now + tellEveryMs) return;
  await work.lookAt(storeId, Math.max(now, (known?.toldAt ?? 0) + tellEveryMs));
}

const isSame = (a: Load, b: Load) =>
  a.waiting === b.waiting && a.drinkSeconds === b.drinkSeconds && a.hands === b.hands;

const cupsOf = (batches: readonly Batch[]) => batches.map(({ unitIds }) => unitIds.join()).join(";");

/** Tells the work that stands before a new order, and those whose place or estimate is another by now. */
export async function tellLoad(work: Work, storeId: string, now: number): Promise<void> {
  const open = await work.openTickets(storeId);
  const pace = await work.pace(storeId, now);
  const load = loadOf(open, pace, now);
  const known = await work.load(storeId);
  const next = batchesOf(open, pace, now);
  const isOtherNext = cupsOf(next) !== cupsOf(known?.next ?? []);
  const isNews = !known || known.toldAt === 0 || !isSame(load, known) || isOtherNext;
  if (isNews) await work.tellLoad(storeId, load, isOtherNext ? next : null, now);
  const places = placesOf(open, pace, now);
  for (const ticket of open) {
    const at = places.get(ticket.ticketId);
    const isNear = at && Math.abs(at.etaAt - ticket.etaAt) <= slipMs;
    if (!at || (isNear && at.place === ticket.place)) continue;
    const changedAt = Math.max(now, ticket.changedAt);
    await work.save({ ...ticket, ...at, changedAt }, [{ type: "EtaChanged", data: at }]);
  }
  // What changed in the moment of this look is seen by the next: it ends only when nothing has moved.
  await work.lookAt(storeId, load.waiting > 0 || isNews ? now + watchEveryMs : null);
}
