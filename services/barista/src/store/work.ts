import { once } from "@siren/chassis/messaging/once";
import type { OutgoingEvent, ReadAhead } from "@siren/chassis/messaging/ports";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { Ticket, TicketEvent } from "../domain/ticket.ts";
import type { Transact, Work } from "../use-cases/ports.ts";
import { floorWorkIn } from "./floor-work.ts";
import { createKeptByCount, type KeptByCount } from "./kept-by-count.ts";
import { readFloorAhead, untold } from "./kept-floor.ts";
import type { BaristaModels, TicketDoc } from "./models.ts";
import { noteTicket, once as readOnce, readOnceIn } from "./read-once.ts";

const notMade = (units: TicketDoc["units"]) =>
  units.reduce((sum, { state, unit_krw = 0 }) => (state === "REJECTED" ? sum + unit_krw : sum), 0);

/** What tickets of an older program lack is read as if it had been written with them. */
export const ticketOf = ({ _id, units, ...doc }: TicketDoc): Ticket => ({
  ...{ ticketId: _id, businessDay: "", startedAt: null, readyAt: null },
  ...{ place: 0, etaAt: doc.changedAt, promisedAt: null, stockItems: [], touchedAt: doc.changedAt },
  ...{ off_krw: 0, less_krw: notMade(units) },
  ...{ moveNo: 0, handOver: "take-out", releaseAt: doc.placedAt, pickUpAt: null },
  ...doc,
  units: units.map((unit) => ({
    ...{
      itemId: "",
      choiceIds: [],
      choiceGroups: [],
      unit_krw: 0,
      leftBy: null,
      remakes: [],
      rejectedFor: null,
    },
    ...unit,
  })),
});

export const openStates = ["QUEUED", "ACCEPTED", "MAKING", "READY"] as const;

/** Domain events as they are told to the world; messaging knows how. */
export type Outgoing = (ticket: Ticket, events: readonly TicketEvent[]) => OutgoingEvent[];

export type WorkParts = { store: Store; models: BaristaModels; outgoing: Outgoing };

const keptBy = new WeakMap<BaristaModels, KeptByCount<Ticket[]>>();
function keptOf(models: BaristaModels): KeptByCount<Ticket[]> {
  const kept = keptBy.get(models) ?? createKeptByCount<Ticket[]>();
  keptBy.set(models, kept);
  return kept;
}

/** What there is to read of an order that comes to a store; of other events nothing but the order's id. */
type AheadOf = { orderId?: unknown; storeId?: unknown; lines?: unknown } | null;

/** The tickets that there are of a batch's orders, and what they will ask of their stores, with one read of each kind. */
export const readAheadOf =
  ({ models }: Pick<WorkParts, "models">): ReadAhead<Tx> =>
  async (events, tx) => {
    const carts = events.flatMap(({ data }) => {
      const { storeId, lines } = (data as AheadOf) ?? {};
      return typeof storeId === "string" && Array.isArray(lines) ? [{ storeId, lines }] : [];
    });
    const stockIds = carts.flatMap(({ storeId, lines }) =>
      lines.map((line: { itemId?: unknown }) => `${storeId}/${String(line.itemId)}`),
    );
    const storeIds = [...new Set(carts.map(({ storeId }) => storeId))];
    if (storeIds.length > 0) await readFloorAhead(tx, models, { storeIds, stockIds: [...new Set(stockIds)] });
    const { ofOrder } = readOnceIn(tx);
    const ids = events.map(({ data }) => (data as { orderId?: unknown } | null)?.orderId);
    const orderIds = [...new Set(ids.filter((id) => typeof id === "string"))];
    const docs: TicketDoc[] = await models.tickets
      .find({ orderId: { $in: orderIds } }, null, { session: tx.session })
      .lean();
    for (const orderId of orderIds) ofOrder.set(orderId, []);
    for (const doc of docs) ofOrder.get(doc.orderId)?.push(ticketOf(doc));
  };

/** The use cases' unit of work over a transaction that is open. */
export function workIn(tx: Tx, { store, models, outgoing }: WorkParts): Work {
  const { tickets } = models;
  const { session } = tx;
  const read = readOnceIn(tx);
  const kept = keptOf(models);
  const floor = floorWorkIn(tx, models);
  /** Once a transaction and store: whoever reads its tickets knows by the count whether they are as they were. */
  const countMove = (storeId: string) => {
    if (storeId === "" || read.moved.has(storeId)) return;
    read.moved.add(storeId);
    const to = { $inc: { moves: 1 }, $setOnInsert: { ...untold, dueAt: null } };
    tx.later({ update: models.loads.collection.collectionName, filter: { _id: storeId }, to, upsert: true });
    tx.afterCommit(() => {
      const [tickets, readAtMs] = [read.openTickets.get(storeId), read.openReadAtMs.get(storeId)];
      const moves = read.moves.get(storeId);
      if (!tickets || readAtMs === undefined || moves === undefined) kept.drop(storeId);
      else kept.keep(storeId, { count: moves + 1, value: tickets, readAtMs });
    });
  };
  const conflictAt = (storeId: string) => {
    kept.drop(storeId);
    return new Refusal("VERSION_CONFLICT");
  };
  const sendTickets = async () => {
    if (read.unsent.size === 0) return;
    await tx.sendLater();
    read.unsent.clear();
  };
  const one = async (filter: object) => {
    await sendTickets();
    const doc: TicketDoc | null = await tickets.findOne(filter, null, { session }).lean();
    return doc ? ticketOf(doc) : undefined;
  };

  return {
    ...floor,
    ticket: async (ticketId) => read.unsent.get(ticketId) ?? one({ _id: ticketId }),
    async ticketOfOrder(orderId, moveNo) {
      const moves = read.ofOrder.get(orderId);
      if (moves && moveNo === undefined) return moves.toSorted((a, b) => b.moveNo - a.moveNo)[0];
      if (moves) return moves.find((ticket) => ticket.moveNo === moveNo);
      if (moveNo !== undefined) return one({ orderId, moveNo });
      await sendTickets();
      const doc: TicketDoc | null = await tickets
        .findOne({ orderId }, null, { session })
        .sort({ moveNo: -1 })
        .lean();
      return doc ? ticketOf(doc) : undefined;
    },
    ticketOfUnit: (unitId) => one({ "units.unitId": unitId }),

    openTickets: (storeId) =>
      readOnce(read.openTickets, storeId, async () => {
        await floor.load(storeId);
        const moves = read.moves.get(storeId);
        const isOwn = read.moved.has(storeId);
        const known = moves === undefined || isOwn ? undefined : kept.at(storeId, moves);
        const readAtMs = known?.readAtMs ?? kept.nowMs();
        read.openReadAtMs.set(storeId, readAtMs);
        if (known) return known.value;
        await sendTickets();
        const docs: TicketDoc[] = await tickets
          .find({ storeId, state: { $in: openStates } }, null, { session })
          .sort({ placedAt: 1 })
          .lean();
        const found = docs.map(ticketOf);
        if (moves !== undefined && !isOwn) kept.keep(storeId, { count: moves, value: found, readAtMs });
        return found;
      }),

    async save(ticket, events) {
      // A tombstone tells nobody anything, and has a version all the same.
      const saved: Ticket = { ...ticket, version: ticket.version + Math.max(1, events.length) };
      const { ticketId, ...doc } = saved;
      const name = tickets.collection.collectionName;
      countMove(ticket.storeId);
      if (ticket.version === 0) tx.later({ insert: name, document: { _id: ticketId, ...doc } });
      else {
        const filter = { _id: ticketId, version: ticket.version };
        tx.later({ update: name, filter, to: doc, orElse: () => conflictAt(ticket.storeId) });
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
