import type * as barista from "./barista.ts";
import type { ExamplesOf } from "./form.ts";
import { at, memberId, orderId, storeId, ticketId, unitId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";

const unit: barista.UnitView = {
  unitId,
  line: 0,
  n: 1,
  name: menuExamples.menuItem.name,
  choices: [menuExamples.optionChoice.name],
  state: "CLAIMED",
  claimedBy: memberId,
};
const ticket: barista.TicketView = {
  ticketId,
  orderId,
  moveNo: 0,
  storeId,
  number: 17,
  nickname: "미나",
  state: "MAKING",
  payment: "HELD",
  units: [unit],
  placedAt: at,
  ...{ handOver: "car-side", releaseAt: at + 10_000, pickUpAt: at + 1_800_000 },
  changedAt: at + 60_000,
  version: 4,
};

export const baristaExamples: ExamplesOf<typeof barista> = {
  unitView: unit,
  ticketView: ticket,
  boardView: {
    ...{ storeId, n: 12, at, tickets: [ticket], soldOut: ["cold-brew"] },
    ...{ state: "PAUSED", until: at + 900_000, note: "단체 주문", sync: { seq: 30 } },
  },
  rejectRequest: { reason: "EQUIPMENT" },
  storeStateRequest: { state: "PAUSED", until: at + 900_000, note: "단체 주문" },
  availabilityRequest: { soldOut: true },
  callBoard: { storeId, n: 5, entries: [{ number: 17, nickname: "미*", state: "READY" }] },
  voidView: { orderId, state: "VOIDED" },
};
