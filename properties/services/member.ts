import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import { createCards } from "../../services/member/src/cards.ts";
import { createHoldDesk } from "../../services/member/src/hold-desk.ts";
import { createLedger } from "../../services/member/src/ledger.ts";
import { orderHandlers, orderReadAhead } from "../../services/member/src/messaging.ts";
import { memberModels } from "../../services/member/src/store.ts";
import type { Doors } from "../cafe/world.ts";
import type { LifeParts } from "./life.ts";
import { createMessenger } from "./messenger.ts";

const nobodyIsTold = {
  readAhead: async () => {},
  tell: async () => {},
  withdraw: async () => {},
  withdrawOf: async () => {},
};

/** Member's money as its app wires it, without its doors; accounts are no part of it. */
export function wireMember(store: Store, { log, now, newId, reach, readFeed, onTaken }: LifeParts) {
  const models = memberModels(store);
  const cards = createCards(
    models,
    createLedger(models, () => newId("jnl"), now),
    newId,
    now,
  );
  const placeHold = createHoldDesk({ store, cards, now });
  const door: Doors["member"] = {
    openCard: (card) => store.unitOfWork((tx) => cards.open(tx, card)),
    topUp: (topUp) => store.unitOfWork((tx) => cards.settleTopUp(tx, topUp)),
    async hold(order) {
      const { view } = await placeHold(order);
      await reach("member.hold-placed");
      return view;
    },
  };
  const messenger = createMessenger<Tx>({
    ...{ self: "member", store, log, now, reach, readFeed, onTaken },
    handlers: { order: orderHandlers(cards, { reach }, nobodyIsTold) },
    timers: cards.timers,
    readAhead: orderReadAhead(cards, nobodyIsTold),
  });
  return { door, messenger, models, cards, settle: async () => {} };
}
