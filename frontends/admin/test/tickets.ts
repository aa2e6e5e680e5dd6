import type { BoardView, TicketView, UnitView } from "@siren/contracts/barista";

const named = (name: string) => ({ ko: name, en: name });

export const unitOf = (given: Partial<UnitView> = {}): UnitView => ({
  unitId: "unt_01J8ZQ4M6V3T9X2B7C5D1E0F8A",
  line: 0,
  n: 0,
  itemId: "latte",
  name: named("latte"),
  choices: [],
  choiceIds: [],
  state: "TODO",
  claimedBy: null,
  leftBy: null,
  remakes: 0,
  ...given,
});

export const ticketOf = (given: Partial<TicketView> = {}): TicketView => ({
  ticketId: `tkt_01J8ZQ4M6V3T9X2B7C5D1E0F${String(given.number ?? 1).padStart(2, "0")}`,
  orderId: "ord_01J8ZQ4M6V3T9X2B7C5D1E0F8A",
  storeId: "seongsu",
  number: 1,
  nickname: "Mina",
  state: "QUEUED",
  payment: "HELD",
  due_krw: null,
  units: [unitOf()],
  ...{ moveNo: 0, handOver: "take-out" as const, releaseAt: 1_000_000, pickUpAt: null, promisedAt: null },
  placedAt: 1_000_000,
  changedAt: 1_000_000,
  version: 1,
  ...given,
});

export const viewOf = (given: Partial<BoardView> = {}): BoardView => ({
  storeId: "seongsu",
  n: 10,
  at: 1_000_000,
  tickets: [],
  next: [],
  soldOut: [],
  ...{ soldOutOptions: [], stock: [], delay: null, closesAt: null, isClosed: false },
  state: "OPEN",
  until: null,
  note: null,
  sync: { seq: 0 },
  ...given,
});
