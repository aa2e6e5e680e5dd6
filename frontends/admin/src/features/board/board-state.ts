import type { BatchView, BoardView, StockView, TicketView, UnitView } from "@siren/contracts/barista";

/** A ticket, and the `n` of the store's stream up to which we know that it is so. */
type Known = {
  ticket: TicketView;
  n: number;
  /** Of a cancelled one, when this board heard of it: it may have been away while it was cancelled. */
  heardAt?: number;
};

type Told<T> = T & { n: number };
type Flags = ReadonlyMap<string, Told<{ soldOut: boolean }>>;

export type Board = {
  storeId: string;
  tickets: ReadonlyMap<string, Known>;
  /** Version at which a ticket left the board: an older list may still come in and must not bring it back. */
  left: ReadonlyMap<string, number>;
  soldOut: Flags;
  soldOutOptions: Flags;
  stock: ReadonlyMap<string, Told<{ isCounted: boolean; free: number }>>;
  delay: Told<{ minutes: number; until: number }>;
  /** What to make next, and what together. */
  next: Told<{ batches: readonly BatchView[] }>;
  taking: Told<Pick<BoardView, "state" | "until" | "note">>;
  closing: Pick<BoardView, "closesAt" | "isClosed">;
};

/** All but its tickets: what is said of the store, which no tap on a ticket changes. */
export type Floor = Omit<Board, "tickets" | "left" | "next">;

const mostLeft = 500;

const openStates = new Set<TicketView["state"]>(["QUEUED", "ACCEPTED", "MAKING", "READY"]);
export const isOpen = (ticket: TicketView): boolean => openStates.has(ticket.state);

export const emptyBoard = (storeId: string): Board => ({
  storeId,
  tickets: new Map(),
  left: new Map(),
  soldOut: new Map(),
  soldOutOptions: new Map(),
  stock: new Map(),
  delay: { minutes: 0, until: 0, n: -1 },
  next: { batches: [], n: -1 },
  taking: { state: "OPEN", until: null, note: null, n: -1 },
  closing: { closesAt: null, isClosed: false },
});

/** The newer version counts, wherever it came from: an event, a whole list or the answer to a tap. */
export function withTicket(board: Board, ticket: TicketView, n?: number, now = 0): Board {
  const known = board.tickets.get(ticket.ticketId);
  const seen = known?.ticket.version ?? board.left.get(ticket.ticketId) ?? -1;
  if (ticket.version <= seen) {
    if (!known || n === undefined || n <= known.n) return board;
    return { ...board, tickets: new Map(board.tickets).set(ticket.ticketId, { ...known, n }) };
  }
  // Cancelled before it was ever shown here: nothing to warn of.
  const isCancelled = ticket.state === "VOIDED" && known !== undefined;
  if (!isOpen(ticket) && !isCancelled) return without(board, ticket.ticketId, ticket.version);
  const tickets = new Map(board.tickets);
  const told = { ticket, n: Math.max(n ?? 0, known?.n ?? 0) };
  tickets.set(ticket.ticketId, isCancelled ? { ...told, heardAt: now } : told);
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
  const { state, until, note, n, closesAt, isClosed } = view;
  const stock = view.stock.map(({ itemId, isCounted, free }) => [itemId, { isCounted, free, n }] as const);
  return {
    ...merged,
    soldOut: flagged(view.soldOut, board.soldOut, n),
    soldOutOptions: flagged(view.soldOutOptions, board.soldOutOptions, n),
    stock: new Map([...stock, ...laterThan(board.stock, n)]),
    delay: board.delay.n > n ? board.delay : { ...(view.delay ?? { minutes: 0, until: 0 }), n },
    next: board.next.n > n ? board.next : { batches: view.next, n },
    taking: board.taking.n > n ? board.taking : { state, until, note, n },
    closing: { closesAt, isClosed },
  };
}

const laterThan = <T extends { n: number }>(known: ReadonlyMap<string, T>, n: number) =>
  [...known].filter(([, told]) => told.n > n);

const flagged = (ids: readonly string[], known: Flags, n: number): Flags =>
  new Map([...ids.map((id) => [id, { soldOut: true, n }] as const), ...laterThan(known, n)]);

/** What a board that stands like this would have been read as: kept for when nothing can be read. */
export function viewOf(board: Board, n: number, at: number): BoardView {
  const marked = (flags: Flags) => [...flags].filter(([, { soldOut }]) => soldOut).map(([id]) => id);
  const { state, until, note } = board.taking;
  return {
    ...{ storeId: board.storeId, n, at, state, until, note, sync: { seq: 0 } },
    tickets: [...board.tickets.values()].map(({ ticket }) => ticket).filter(isOpen),
    next: [...board.next.batches],
    ...{ soldOut: marked(board.soldOut), soldOutOptions: marked(board.soldOutOptions) },
    stock: [...board.stock].map(
      ([itemId, { isCounted, free }]): StockView => ({
        ...{ itemId, isCounted, free, received: free, reserved: 0, sold: 0 },
      }),
    ),
    delay: board.delay.minutes > 0 ? { minutes: board.delay.minutes, until: board.delay.until } : null,
    ...board.closing,
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

export function withSoldOut(
  board: Board,
  of: "soldOut" | "soldOutOptions",
  id: string,
  told: Told<{ soldOut: boolean }>,
): Board {
  return told.n < (board[of].get(id)?.n ?? -1) ? board : { ...board, [of]: new Map(board[of]).set(id, told) };
}

/** `free` is null where it is not counted any more. */
export function withStock(board: Board, itemId: string, free: number | null, n: number): Board {
  if (n < (board.stock.get(itemId)?.n ?? -1)) return board;
  const told = { isCounted: free !== null, free: free ?? 0, n };
  return { ...board, stock: new Map(board.stock).set(itemId, told) };
}

export function withDelay(board: Board, delay: Board["delay"]): Board {
  return delay.n < board.delay.n ? board : { ...board, delay };
}

export function withNext(board: Board, next: Board["next"]): Board {
  return next.n < board.next.n ? board : { ...board, next };
}

export function withTaking(board: Board, taking: Board["taking"]): Board {
  return taking.n < board.taking.n ? board : { ...board, taking };
}

export const isSoldOut = (board: Board, itemId: string): boolean =>
  board.soldOut.get(itemId)?.soldOut ?? false;
