import type { TicketFact, ticketAudit } from "@siren/contracts/audit";
import type { BoardView, CallBoard } from "@siren/contracts/barista";
import { streams } from "@siren/contracts/live";
import type { baristaState } from "@siren/contracts/snapshots";
import { changedSince, nextSince } from "@siren/store/changed-since";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import { maskedNickname } from "../domain/queue.ts";
import { viewOf } from "../domain/ticket-view.ts";
import type { AvailabilityDoc, BaristaModels, StoreStateDoc, TicketDoc } from "./models.ts";
import type { StoreFloor } from "./store-floor.ts";
import { openStates, ticketOf } from "./work.ts";

/** What the boards, the auditor and a consumer that starts over are shown. */
export function createReads(store: Store, models: BaristaModels, floor: StoreFloor, now: () => number) {
  const { tickets, availability, storeStates } = models;

  return {
    /** `n` is read first: what comes after it is replayed to the board, so nothing falls between the two. */
    async board(storeId: string): Promise<BoardView> {
      const n = await store.eventLog.streamHead(streams.store(storeId));
      const docs: TicketDoc[] = await tickets
        .find({ storeId, state: { $in: openStates }, releaseAt: { $not: { $gt: now() } } })
        .sort({ placedAt: 1 })
        .limit(500)
        .lean();
      const cursor = await store.inbox.cursor("order");
      return {
        storeId,
        n,
        at: now(),
        tickets: docs.map((doc) => viewOf(ticketOf(doc))),
        soldOut: await floor.soldOut(storeId),
        ...(await floor.state(storeId)),
        sync: { seq: cursor?.seq ?? 0 },
      };
    },

    async callBoard(storeId: string): Promise<CallBoard> {
      const n = await store.eventLog.streamHead(streams.call(storeId));
      const docs: TicketDoc[] = await tickets
        .find({ storeId, state: { $in: ["MAKING", "READY"] } })
        .sort({ changedAt: -1 })
        .limit(60)
        .lean();
      const entries = docs.map(({ number, nickname, state }) => ({
        number,
        nickname: maskedNickname(nickname),
        state: state === "READY" ? ("READY" as const) : ("MAKING" as const),
      }));
      return { storeId, n, entries };
    },

    /** A tombstone is no ticket: nothing was ever to be made for it. */
    async audit(since: string, limit: number): Promise<z.infer<typeof ticketAudit>> {
      const docs: TicketDoc[] = await tickets
        .find({ storeId: { $ne: "" }, ...changedSince(since) })
        .sort({ changedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      const facts: TicketFact[] = docs.map((doc) => ({
        ticketId: doc._id,
        orderId: doc.orderId,
        storeId: doc.storeId,
        state: doc.state,
        version: doc.version,
        changedAt: doc.changedAt,
        units: doc.units.map(({ line, n, state, doneTimes }) => ({ line, n, state, doneTimes })),
      }));
      return { at: now(), facts, next: nextSince(docs, limit) };
    },

    async everything(tx: Tx): Promise<z.infer<typeof baristaState>> {
      const { session } = tx;
      const open: TicketDoc[] = await tickets.find({ state: { $in: openStates } }, null, { session }).lean();
      const gone: AvailabilityDoc[] = await availability.find({ soldOut: true }, null, { session }).lean();
      const states: StoreStateDoc[] = await storeStates.find({}, null, { session }).lean();
      return {
        tickets: open.map((doc) => ({ ticket: viewOf(ticketOf(doc)), changedAt: doc.changedAt })),
        soldOut: gone.map(({ storeId, itemId }) => ({ storeId, itemId })),
        stores: states.map(({ _id, state, until, note }) => ({ storeId: _id, state, until, note })),
      };
    },
  };
}

export type Reads = ReturnType<typeof createReads>;
