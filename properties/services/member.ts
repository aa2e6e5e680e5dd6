import type { Store } from "@siren/store/open-store";
import { createTogether } from "@siren/store/together";
import type { Tx } from "@siren/store/unit-of-work";
import { createCards } from "../../services/member/src/cards.ts";
import type { HoldOrder } from "../../services/member/src/holds.ts";
import { createLedger } from "../../services/member/src/ledger.ts";
import { orderHandlers, orderReadAhead } from "../../services/member/src/messaging.ts";
import { memberModels } from "../../services/member/src/store.ts";
import type { Doors } from "../cafe/world.ts";
import type { LifeParts } from "./life.ts";
import { createMessenger } from "./messenger.ts";

/** Member's money as its app wires it, without its doors; accounts are no part of it. */
export function wireMember(store: Store, { log, now, newId, reach, readFeed }: LifeParts) {
  const models = memberModels(store);
  const cards = createCards(
    models,
    createLedger(models, () => newId("jnl"), now),
    newId,
    now,
  );
  const together = createTogether<HoldOrder>({ ...store, readAhead: cards.readAhead });
  const door: Doors["member"] = {
    openCard: (card) => store.unitOfWork((tx) => cards.open(tx, card)),
    topUp: (topUp) => store.unitOfWork((tx) => cards.settleTopUp(tx, topUp)),
    async hold(order) {
      const { view } = await together(order, (tx) => cards.hold(tx, order));
      await reach("member.hold-placed");
      return view;
    },
  };
  const messenger = createMessenger<Tx>({
    ...{ self: "member", store, log, now, reach, readFeed },
    handlers: { order: orderHandlers(cards, { reach }) },
    timers: cards.timers,
    readAhead: orderReadAhead(cards),
  });
  return { door, messenger, models, cards, settle: async () => {} };
}
