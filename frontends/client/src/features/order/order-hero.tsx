import type { OrderView } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { LiveChip } from "@siren/web/ui/live-chip";
import { useMoment } from "@siren/web/use-moment";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useHandOverWords } from "../../shared/hand-over-words.ts";
import { isForLater, isOver } from "../../shared/order-words.ts";
import { useStore } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { useOrderText } from "./order-texts.ts";
import { Progress } from "./progress.tsx";
import { Waiting } from "./waiting.tsx";

/** The number first, for it is what is called; then where the order stands. */
export function OrderHero({ order, isStale }: { order: OrderView; isStale: boolean }) {
  const say = useOrderText();
  const stateWords = useText();
  const kindWords = useHandOverWords();
  const language = useLanguage();
  const now = useNow();
  const moment = useMoment();
  const store = useStore(order.storeId);
  const live = useObservable(useServices().live);
  const { state, nickname: name } = order;
  const isReady = state === "READY";
  const words =
    order.pickUpAt !== null && isForLater(order, now)
      ? say("scheduled", { time: moment(order.pickUpAt) })
      : stateWords(state);
  return (
    <section
      className="order-state panel"
      data-ready={isReady || undefined}
      data-over={isOver(state)}
      data-stale={isStale || undefined}
    >
      <p className="soft small">
        {store ? localised(store.name, language) : order.storeId} · {kindWords(order.handOver)} ·{" "}
        {moment(order.placedAt)}
      </p>
      <p className="order-number-label soft small">{say("orderNumber")}</p>
      <p className="order-number" data-testid="order-number">
        {order.number}
      </p>
      <p className="order-name">{name}</p>
      <p
        className="order-words"
        role="status"
        aria-live={isReady ? "assertive" : "polite"}
        data-testid="order-state"
        data-state={state}
        data-payment={order.payment}
      >
        {words}
      </p>
      {isReady ? (
        <p>{say(order.handOver === "car-side" ? "toYourCar" : "callingYou", { name })}</p>
      ) : (
        <Waiting order={order} />
      )}
      <Progress state={state} />
      {isOver(state) ? null : <LiveChip status={live} />}
    </section>
  );
}
