import { once } from "@siren/chassis/messaging/once";
import { Refusal } from "@siren/chassis/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Ticket } from "../domain/ticket.ts";
import { outgoing } from "../messaging/published.ts";
import type { Transact, Work } from "../use-cases/ports.ts";
import type { BaristaModels, TicketDoc } from "./models.ts";

export const ticketOf = ({ _id, ...doc }: TicketDoc): Ticket => ({ ticketId: _id, ...doc });

export const openStates = ["QUEUED", "ACCEPTED", "MAKING", "READY"] as const;

/** The use cases' unit of work over a transaction that is open. */
export function workIn(tx: Tx, { tickets }: BaristaModels, store: Store): Work {
  const { session } = tx;
  const one = async (filter: object) => {
    const doc: TicketDoc | null = await tickets.findOne(filter, null, { session }).lean();
    return doc ? ticketOf(doc) : undefined;
  };

  return {
    ticket: (ticketId) => one({ _id: ticketId }),
    ticketOfOrder: (orderId) => one({ orderId }),
    ticketOfUnit: (unitId) => one({ "units.unitId": unitId }),

    async openTickets(storeId) {
      const docs: TicketDoc[] = await tickets
        .find({ storeId, state: { $in: openStates } }, null, { session })
        .sort({ placedAt: 1 })
        .lean();
      return docs.map(ticketOf);
    },

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
  (store: Store, models: BaristaModels): Transact =>
  (work) =>
    store.unitOfWork((tx) => work(workIn(tx, models, store)));
