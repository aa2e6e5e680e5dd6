import type { OrderView } from "@siren/contracts/order";
import { isOutOfReach } from "@siren/web/failures";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMoment } from "@siren/web/use-moment";
import { useObservable } from "@siren/web/use-observable";
import { Link, useParams } from "react-router";
import { calledOrders } from "../../shared/called-orders.ts";
import { useOrder } from "../../shared/order-queries.ts";
import { isOver, mayConfirmPickUp } from "../../shared/order-words.ts";
import { PricedLines } from "../../shared/priced-lines.tsx";
import { PushSwitch } from "../../shared/push-switch.tsx";
import { Failed, Screen } from "../../shared/screen.tsx";
import "./order.css";
import { ReorderButton } from "../../shared/reorder-button.tsx";
import { isUnknownOrder, NoSuchOrder } from "./no-such-order.tsx";
import { OopsWindow } from "./oops-window.tsx";
import { OrderActions } from "./order-actions.tsx";
import { OrderHero } from "./order-hero.tsx";
import { CancelFailure, OrderNotes } from "./order-notes.tsx";
import { useOrderText } from "./order-texts.ts";
import { ReadyCard } from "./ready-card.tsx";
import { Timeline } from "./timeline.tsx";
import { Together } from "./together.tsx";
import { useOrderTap } from "./use-order-tap.ts";

export function OrderScreen() {
  const say = useOrderText();
  const { orderId = "" } = useParams();
  const { data: order, error, refetch, dataUpdatedAt } = useOrder(orderId);
  const isUnknown = isUnknownOrder(error);
  const staleSince = order && isOutOfReach(error) ? dataUpdatedAt : undefined;
  return (
    <Screen key={orderId} title={say("order")} back="/orders">
      {order ? <Order key={orderId} order={order} staleSince={staleSince} /> : null}
      {!order && isUnknown ? <NoSuchOrder /> : null}
      {!order && error && !isUnknown ? (
        <Failed text={say("orderFailed")} error={error} onRetry={refetch} />
      ) : null}
      {!order && !error ? <Skeleton height="28rem" /> : null}
    </Screen>
  );
}

type OrderProps = { order: OrderView; staleSince: number | undefined };

function Order({ order, staleSince }: OrderProps) {
  const say = useOrderText();
  const language = useLanguage();
  const moment = useMoment();
  const isCalled = useObservable(calledOrders).includes(order.orderId);
  const cancel = useOrderTap(order.orderId, "cancel");
  const hasEnded = isOver(order.state);
  const isReady = order.state === "READY";
  return (
    <>
      <div className="order-layout">
        <div className="stack">
          {staleSince === undefined ? null : (
            <Note tone="warn">{say("orderAway", { time: moment(staleSince) })}</Note>
          )}
          {isCalled ? (
            <div className="called" role="alert">
              {say("onCallBoard", { number: order.number })}
            </div>
          ) : null}
          <OrderHero order={order} isStale={staleSince !== undefined} />
          {hasEnded || isReady ? null : (
            <OopsWindow order={order} cancel={cancel}>
              <OrderActions order={order} cancel={cancel} />
            </OopsWindow>
          )}
          {cancel.error && !hasEnded ? <CancelFailure error={cancel.error} /> : null}
        </div>
        <div className="stack">
          <OrderNotes order={order} />
          {hasEnded || isReady ? null : <PushSwitch />}
          <section className="panel" aria-label={say("yourOrder")}>
            <h2>{say("yourOrder")}</h2>
            <PricedLines lines={order.lines} adjustments={order.adjustments} rejected={order.rejectedUnits} />
            <p className="row spread order-total">
              <strong>{say("total")}</strong>
              <strong>{won(order.total_krw, language)}</strong>
            </p>
            <p className="row spread">
              <span className="soft small">
                {say("vat", { supply: won(order.supply_krw, language), vat: won(order.vat_krw, language) })}
              </span>
              <Link className="ui-link" data-testid="to-receipt" to={`/orders/${order.orderId}/receipt`}>
                {say("receipt")}
              </Link>
            </p>
          </section>
          <Timeline order={order} />
          {hasEnded ? <ReorderButton order={order} /> : null}
          <Together order={order} />
        </div>
      </div>
      {isReady ? <AtTheCounter order={order} /> : null}
    </>
  );
}

/** In reach of the thumb while one stands there. */
function AtTheCounter({ order }: { order: OrderView }) {
  const say = useOrderText();
  const language = useLanguage();
  const pickedUp = useOrderTap(order.orderId, "picked-up");
  return (
    <div className="bottom-bar at-counter">
      {order.payment === "COUNTER_DUE" ? (
        <p>{say("payFirst", { amount: won(order.total_krw, language) })}</p>
      ) : null}
      {pickedUp.error ? <FailureNote error={pickedUp.error} /> : null}
      <div className="row">
        <ReadyCard order={order} />
        {mayConfirmPickUp(order) ? (
          <Button
            className="grows"
            busy={pickedUp.isPending}
            data-testid="picked-up"
            onClick={() => pickedUp.mutate(undefined)}
          >
            {say("haveIt")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
