import type { SoldOutFact, StockFact, TicketFact, ticketAudit } from "@siren/contracts/audit";
import type { BoardView, CallBoard, SalesReport, StockView, StoreNow } from "@siren/contracts/barista";
import { streams } from "@siren/contracts/live";
import type { baristaState } from "@siren/contracts/snapshots";
import { changedSince, nextSince } from "@siren/store/changed-since";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import { businessDayOf, closesAt, seoulDay } from "../domain/hours.ts";
import { maskedNickname, waitOf } from "../domain/queue.ts";
import { isIn, type Shift, salesOf } from "../domain/sales.ts";
import { viewOf } from "../domain/ticket-view.ts";
import { reservedBy } from "../use-cases/keep-stock.ts";
import type { Reads as ReadsPort } from "../use-cases/ports.ts";
import type {
  AvailabilityDoc,
  DelayDoc,
  LoadDoc,
  OptionDoc,
  ProfileDoc,
  RefundDoc,
  StockDoc,
  StoreStateDoc,
} from "./floor-models.ts";
import type { BaristaModels, TicketDoc } from "./models.ts";
import { openStates, ticketOf } from "./work.ts";

/** Of the call board: more than that no screen holds. */
const mostCalled = 100;
const mostBegun = 60;
const endedLatelyMs = 24 * 60 * 60_000;

/** What the boards, the manager, the auditor and a consumer that starts over are shown. */
export function createReads(store: Store, models: BaristaModels, now: () => number) {
  const { tickets, availability, options, storeStates, stock, delays, profiles, loads, refunds } = models;

  async function floorOf(storeId: string) {
    const gone: AvailabilityDoc[] = await availability.find({ storeId, soldOut: true }).lean();
    const without: OptionDoc[] = await options.find({ storeId, soldOut: true }).lean();
    const counted: StockDoc[] = await stock.find({ storeId, isCounted: true }).lean();
    const standing: StoreStateDoc | null = await storeStates.findById(storeId).lean();
    const delay: DelayDoc | null = await delays.findById(storeId).lean();
    const hours = await profiles.findById(storeId).lean();
    const closes = hours ? closesAt(hours.profile, now()) : Number.POSITIVE_INFINITY;
    return {
      soldOut: gone.map(({ itemId }) => itemId),
      soldOutOptions: without.map(({ choiceId }) => choiceId),
      stock: counted.map(
        ({ itemId, isCounted, received, free, reserved, sold }): StockView => ({
          ...{ itemId, isCounted, received, free, reserved, sold },
        }),
      ),
      delay:
        delay && delay.minutes > 0 && delay.until > now()
          ? { minutes: delay.minutes, until: delay.until }
          : null,
      closesAt: Number.isFinite(closes) && closes > now() ? closes : null,
      isClosed: closes <= now(),
      state: standing?.state ?? ("OPEN" as const),
      until: standing?.until ?? null,
      note: standing?.note ?? null,
    };
  }

  /** In one moment: what is counted, and what open tickets keep of it. */
  const stockFacts = (): Promise<StockFact[]> =>
    store.unitOfWork(async ({ session }) => {
      const counted: StockDoc[] = await stock.find({}, null, { session }).lean();
      if (counted.length === 0) return [];
      const keeping: TicketDoc[] = await tickets
        .find({ state: { $in: openStates }, "stockItems.0": { $exists: true } }, null, { session })
        .lean();
      const kept = new Map<string, number>();
      for (const ticket of keeping.map(ticketOf))
        for (const [itemId, quantity] of reservedBy(ticket)) {
          const key = `${ticket.storeId}/${itemId}`;
          kept.set(key, (kept.get(key) ?? 0) + quantity);
        }
      return counted.map(({ _id, storeId, itemId, received, free, reserved, sold }) => ({
        ...{ storeId, itemId, received, free, reserved, sold, kept: kept.get(_id) ?? 0 },
      }));
    });

  /** Since when a store has none of them; those from before that was noted are left out. */
  async function soldOutFacts(): Promise<SoldOutFact[]> {
    const known = { soldOut: true, changedAt: { $gt: 0 } };
    const items: AvailabilityDoc[] = await availability.find(known).lean();
    const choices: OptionDoc[] = await options.find(known).lean();
    return [
      ...items.map(({ storeId, itemId, changedAt }) => ({ storeId, subject: itemId, since: changedAt ?? 0 })),
      ...choices.map((one) => ({ storeId: one.storeId, subject: one.choiceId, since: one.changedAt ?? 0 })),
    ];
  }

  return {
    /** While menu has told of none, any may be one. */
    knowsStore: async (storeId: string): Promise<boolean> =>
      (await profiles.exists({ _id: storeId })) !== null || (await profiles.exists({})) === null,

    /** `n` is read first: what comes after it is replayed to the board, so nothing falls between the two. */
    async board(storeId: string): Promise<BoardView> {
      const n = await store.eventLog.streamHead(streams.store(storeId));
      const docs: TicketDoc[] = await tickets
        .find({ storeId, state: { $in: openStates }, releaseAt: { $not: { $gt: now() } } })
        .sort({ placedAt: 1 })
        .limit(500)
        .lean();
      const load: LoadDoc | null = await loads.findById(storeId).lean();
      const cursor = await store.inbox.cursor("order");
      return {
        storeId,
        n,
        at: now(),
        tickets: docs.map((doc) => viewOf(ticketOf(doc))),
        next: load?.next ?? [],
        ...(await floorOf(storeId)),
        sync: { seq: cursor?.seq ?? 0 },
      };
    },

    async callBoard(storeId: string): Promise<CallBoard> {
      const n = await store.eventLog.streamHead(streams.call(storeId));
      // Apart: on the busiest day what is being made must not push anybody off who is called.
      const called: TicketDoc[] = await tickets
        .find({ storeId, state: "READY" })
        .sort({ readyAt: -1 })
        .limit(mostCalled)
        .lean();
      const begun: TicketDoc[] = await tickets
        .find({ storeId, state: "MAKING" })
        .sort({ startedAt: -1 })
        .limit(mostBegun)
        .lean();
      const entryOf =
        (state: "READY" | "MAKING") =>
        ({ number, nickname }: TicketDoc) => ({ number, nickname: maskedNickname(nickname), state });
      return { storeId, n, entries: [...called.map(entryOf("READY")), ...begun.map(entryOf("MAKING"))] };
    },

    async storeNow(storeId: string): Promise<StoreNow> {
      const floor = await floorOf(storeId);
      const isOver = floor.until !== null && floor.until <= now();
      const { state, until, note } = isOver ? { state: "OPEN" as const, until: null, note: null } : floor;
      const empty = floor.stock.filter(({ free }) => free === 0).map(({ itemId }) => itemId);
      const load: LoadDoc | null = await loads.findById(storeId).lean();
      return {
        ...{ storeId, at: now(), state, until, note, delay: floor.delay },
        ...{ soldOut: [...new Set([...floor.soldOut, ...empty])], soldOutOptions: floor.soldOutOptions },
        wait: waitOf(load, floor.delay?.minutes ?? 0),
      };
    },

    async sales(storeId: string, named: string | undefined, shift: Shift | null): Promise<SalesReport> {
      const known: ProfileDoc | null = await profiles.findById(storeId).lean();
      const dayOf = (at: number) => (known ? businessDayOf(known.profile, at) : seoulDay(at));
      const day = named ?? dayOf(shift?.from ?? now());
      // A shift may go on into the next business day.
      const days = shift === null ? [day] : [...new Set([day, dayOf(shift.to - 1)])];
      const docs: TicketDoc[] = await tickets.find({ storeId, businessDay: { $in: days } }).lean();
      const ofDays = { storeId, day: { $in: days } };
      const back: RefundDoc[] = await refunds.find(ofDays).sort({ at: 1, _id: 1 }).lean();
      return salesOf(
        { storeId, day, shift },
        docs.map(ticketOf).filter(({ placedAt }) => isIn(shift, placedAt)),
        back.filter(({ at }) => isIn(shift, at)),
      );
    },

    /** A tombstone is no ticket: nothing was ever to be made for it. */
    async audit(since: string, limit: number): Promise<z.infer<typeof ticketAudit>> {
      const docs: TicketDoc[] = await tickets
        .find({ storeId: { $ne: "" }, ...changedSince(since) })
        .sort({ changedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      const facts = docs.map(ticketOf).map(
        ({ ticketId, orderId, storeId, moveNo, state, payment, startedAt, ...rest }): TicketFact => ({
          ...{ ticketId, orderId, storeId, moveNo, state, payment, startedAt },
          ...{ version: rest.version, changedAt: rest.changedAt },
          units: rest.units.map(({ line, n, state, doneTimes, remakes }) => ({
            ...{ line, n, state, doneTimes, remakes: remakes.length },
          })),
        }),
      );
      const more = { stock: await stockFacts(), soldOut: await soldOutFacts() };
      return { at: now(), facts, next: nextSince(docs, limit), ...more };
    },

    async everything(tx: Tx): Promise<z.infer<typeof baristaState>> {
      const { session } = tx;
      // Those too that ended lately: whoever starts over may not have heard of it.
      const ofLate = { storeId: { $ne: "" }, changedAt: { $gt: now() - endedLatelyMs } };
      const open: TicketDoc[] = await tickets
        .find({ $or: [{ state: { $in: openStates } }, ofLate] }, null, { session })
        .lean();
      const gone: AvailabilityDoc[] = await availability.find({ soldOut: true }, null, { session }).lean();
      const without: OptionDoc[] = await options.find({ soldOut: true }, null, { session }).lean();
      const states: StoreStateDoc[] = await storeStates.find({}, null, { session }).lean();
      const counted: StockDoc[] = await stock.find({ isCounted: true }, null, { session }).lean();
      const late: DelayDoc[] = await delays.find({ minutes: { $gt: 0 } }, null, { session }).lean();
      const work: LoadDoc[] = await loads.find({ toldAt: { $gt: 0 } }, null, { session }).lean();
      return {
        tickets: open.map((doc) => ({ ticket: viewOf(ticketOf(doc)), changedAt: doc.changedAt })),
        soldOut: gone.map(({ storeId, itemId }) => ({ storeId, itemId })),
        stores: states.map(({ _id, state, until, note }) => ({ storeId: _id, state, until, note })),
        soldOutOptions: without.map(({ storeId, choiceId }) => ({ storeId, choiceId })),
        stock: counted.map(({ storeId, itemId, free }) => ({ storeId, itemId, free })),
        delays: late.map(({ _id, minutes, until }) => ({ storeId: _id, minutes, until })),
        loads: work.map(({ _id, waiting, drinkSeconds, hands }) => ({
          ...{ storeId: _id, waiting, drinkSeconds, hands },
        })),
      };
    },
  } satisfies ReadsPort & Record<string, unknown>;
}

export type Reads = ReturnType<typeof createReads>;
