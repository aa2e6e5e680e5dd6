import type { BoardView, TicketView, UnitView } from "@siren/contracts/barista";

/** A ticket, and the `n` of the store's stream up to which we know that it is so. */
type Known = { ticket: TicketView; n: number };

type Told<T> = T & { n: number };

export type Board = {
  storeId: string;
  tickets: ReadonlyMap<string, Known>;
  /** Version at which a ticket left the board: an older list may still come in and must not bring it back. */
  left: ReadonlyMap<string, number>;
  soldOut: ReadonlyMap<string, Told<{ soldOut: boolean }>>;
  taking: Told<Pick<BoardView, "state" | "until" | "note">>;
};

/** A cancelled ticket stays in sight for so long: somebody may have a hand on the cup already. */
export const cancelledStaysMs = 20_000;
const mostLeft = 500;

const openStates = new Set<TicketView["state"]>(["QUEUED", "ACCEPTED", "MAKING", "READY"]);
export const isOpen = (ticket: TicketView): boolean => openStates.has(ticket.state);

export const emptyBoard = (storeId: string): Board => ({
  storeId,
  tickets: new Map(),
  left: new Map(),
  soldOut: new Map(),
  taking: { state: "OPEN", until: null, note: null, n: -1 },
});

/** The newer version counts, wherever it came from: an event, a whole list or the answer to a tap. */
export function withTicket(board: Board, ticket: TicketView, n?: number): Board {
  const known = board.tickets.get(ticket.ticketId);
  const seen = known?.ticket.version ?? board.left.get(ticket.ticketId) ?? -1;
  if (ticket.version <= seen) {
    if (!known || n === undefined || n <= known.n) return board;
    return { ...board, tickets: new Map(board.tickets).set(ticket.ticketId, { ...known, n }) };
  }
  // Cancelled before it was ever shown here: nothing to warn of.
  const isShown = isOpen(ticket) || (ticket.state === "VOIDED" && known !== undefined);
  if (!isShown) return without(board, ticket.ticketId, ticket.version);
  const tickets = new Map(board.tickets);
  tickets.set(ticket.ticketId, { ticket, n: Math.max(n ?? 0, known?.n ?? 0) });
  return { ...board, tickets };
}

function without(board: Board, ticketId: string, version: number): Board {
  const tickets = new Map(board.tickets);
  tickets.delete(ticketId);
  const left = new Map(board.left).set(ticketId, version);
  for (const oldest of left.keys()) {
    if (left.size <= mostLeft) break;
    left.delete(oldest);
  }
  return { ...board, tickets, left };
}

/** The whole list as of `view.n`: what it does not name has left, unless we learned of it later. */
export function withView(board: Board, view: BoardView): Board {
  let merged = view.tickets.reduce((sum, ticket) => withTicket(sum, ticket, view.n), board);
  const listed = new Set(view.tickets.map(({ ticketId }) => ticketId));
  for (const { ticket, n } of board.tickets.values()) {
    const hasLeft = isOpen(ticket) && !listed.has(ticket.ticketId) && n <= view.n;
    if (hasLeft) merged = without(merged, ticket.ticketId, ticket.version);
  }
  const later = [...board.soldOut].filter(([, { n }]) => n > view.n);
  const listedSoldOut = view.soldOut.map((itemId) => [itemId, { soldOut: true, n: view.n }] as const);
  const { state, until, note, n } = view;
  return {
    ...merged,
    soldOut: new Map([...listedSoldOut, ...later]),
    taking: board.taking.n > n ? board.taking : { state, until, note, n },
  };
}

/** A cup alone; the ticket's version is not told with it, so a ticket that comes later overrules it. */
export function withUnit(board: Board, ticketId: string, unit: UnitView, n: number): Board {
  const known = board.tickets.get(ticketId);
  if (!known || n <= known.n) return board;
  const units = known.ticket.units.map((one) => (one.unitId === unit.unitId ? unit : one));
  const tickets = new Map(board.tickets).set(ticketId, { ticket: { ...known.ticket, units }, n });
  return { ...board, tickets };
}

export function withSoldOut(board: Board, itemId: string, soldOut: boolean, n: number): Board {
  if (n < (board.soldOut.get(itemId)?.n ?? -1)) return board;
  return { ...board, soldOut: new Map(board.soldOut).set(itemId, { soldOut, n }) };
}

export function withTaking(board: Board, taking: Board["taking"]): Board {
  return taking.n < board.taking.n ? board : { ...board, taking };
}

export const isSoldOut = (board: Board, itemId: string): boolean =>
  board.soldOut.get(itemId)?.soldOut ?? false;

/** Orders that are there now, wait for an answer, and were not there before. */
export function newlyQueued(before: Board, after: Board): TicketView[] {
  return [...after.tickets.values()]
    .map(({ ticket }) => ticket)
    .filter(({ state, ticketId }) => state === "QUEUED" && !before.tickets.has(ticketId));
}

export type Columns = Record<"new" | "making" | "ready", TicketView[]>;

/** What waits for an answer, what has to be made, and what has to be called: oldest first. */
export function columnsOf(board: Board, now: number): Columns {
  const columns: Columns = { new: [], making: [], ready: [] };
  for (const { ticket } of board.tickets.values()) {
    const isCancelled = ticket.state === "VOIDED";
    if (isCancelled && now - ticket.changedAt > cancelledStaysMs) continue;
    if (ticket.state === "QUEUED" || isCancelled) columns.new.push(ticket);
    else if (ticket.state === "READY") columns.ready.push(ticket);
    else columns.making.push(ticket);
  }
  const byPlacing = (a: TicketView, b: TicketView) => a.placedAt - b.placedAt || a.number - b.number;
  columns.new.sort(byPlacing);
  columns.making.sort(byPlacing);
  columns.ready.sort((a, b) => a.changedAt - b.changedAt || a.number - b.number);
  return columns;
}
