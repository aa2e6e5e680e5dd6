import { once } from "@siren/chassis/messaging/once";
import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Ticket, TicketEvent } from "../domain/ticket.ts";
import type { Transact, Work } from "../use-cases/ports.ts";
import { floorWorkIn } from "./floor-work.ts";
import type { BaristaModels, TicketDoc } from "./models.ts";
import { noteTicket, once as readOnce, readOnceIn } from "./read-once.ts";

const notMade = (units: TicketDoc["units"]) =>
  units.reduce((sum, { state, unit_krw = 0 }) => (state === "REJECTED" ? sum + unit_krw : sum), 0);

/** What tickets of an older program lack is read as if it had been written with them. */
export const ticketOf = ({ _id, units, ...doc }: TicketDoc): Ticket => ({
  ...{ ticketId: _id, businessDay: "", startedAt: null, readyAt: null },
  ...{ place: 0, etaAt: doc.changedAt, stockItems: [], touchedAt: doc.changedAt },
  ...{ off_krw: 0, less_krw: notMade(units) },
  ...{ moveNo: 0, handOver: "take-out", releaseAt: doc.placedAt, pickUpAt: null },
  ...doc,
  units: units.map((unit) => ({
    ...{ itemId: "", unit_krw: 0, leftBy: null, remakes: [], rejectedFor: null },
    ...unit,
  })),
});

export const openStates = ["QUEUED", "ACCEPTED", "MAKING", "READY"] as const;

/** Domain events as they are told to the world; messaging knows how. */
export type Outgoing = (ticket: Ticket, events: readonly TicketEvent[]) => OutgoingEvent[];

export type WorkParts = { store: Store; models: BaristaModels; outgoing: Outgoing };

/** The use cases' unit of work over a transaction that is open. */
export function workIn(tx: Tx, { store, models, outgoing }: WorkParts): Work {
  const { tickets } = models;
  const { session } = tx;
  const read = readOnceIn(tx);
  const one = async (filter: object) => {
    const doc: TicketDoc | null = await tickets.findOne(filter, null, { session }).lean();
    return doc ? ticketOf(doc) : undefined;
  };

  return {
    ...floorWorkIn(tx, models),
    ticket: (ticketId) => one({ _id: ticketId }),
    async ticketOfOrder(orderId, moveNo) {
      if (moveNo !== undefined) return one({ orderId, moveNo });
      const doc: TicketDoc | null = await tickets
        .findOne({ orderId }, null, { session })
        .sort({ moveNo: -1 })
        .lean();
      return doc ? ticketOf(doc) : undefined;
    },
    ticketOfUnit: (unitId) => one({ "units.unitId": unitId }),

    openTickets: (storeId) =>
      readOnce(read.openTickets, storeId, async () => {
        const docs: TicketDoc[] = await tickets
          .find({ storeId, state: { $in: openStates } }, null, { session })
          .sort({ placedAt: 1 })
          .lean();
        return docs.map(ticketOf);
      }),

    async save(ticket, events) {
      // A tombstone tells nobody anything, and has a version all the same.
      const saved: Ticket = { ...ticket, version: ticket.version + Math.max(1, events.length) };
      const { ticketId, ...doc } = saved;
      if (ticket.version === 0) await tickets.create([{ _id: ticketId, ...doc }], { session });
      else {
        const seen = { _id: ticketId, version: ticket.version };
        const replaced = await tickets.replaceOne(seen, doc, { session });
        if (replaced.matchedCount === 0) throw new Refusal("VERSION_CONFLICT");
      }
      noteTicket(
        read,
        saved,
        openStates.some((state) => state === saved.state),
      );
      for (const event of outgoing(saved, events)) tx.publish(event);
      return saved;
    },

    remindAt: (timer) => tx.schedule(timer),
    forget: (timerId) => tx.cancelTimer(timerId),

    async once(command, work) {
      const result = await once(store.once, tx, command, work);
      if (result.kind === "reused") throw new Refusal("KEY_REUSED");
      return result.answer;
    },
  };
}

export const transactOver =
  (parts: WorkParts): Transact =>
  (work) =>
    parts.store.unitOfWork((tx) => work(workIn(tx, parts)));
