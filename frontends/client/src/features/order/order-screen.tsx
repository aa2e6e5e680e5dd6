import type { OrderView } from "@siren/contracts/order";
import { clockTime, localised, useLanguage, won } from "@siren/web/i18n";
import { LiveChip } from "@siren/web/ui/live-chip";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { Link, useParams } from "react-router";
import { isOver, minutesUntil } from "../../shared/order-words.ts";
import { PushSwitch } from "../../shared/push-switch.tsx";
import { useOrder, useStore } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { OrderActions } from "./order-actions.tsx";
import { PaymentNotes } from "./payment-notes.tsx";
import { Progress } from "./progress.tsx";

export function OrderScreen() {
  const say = useText();
  const { orderId = "" } = useParams();
  const { data: order, error, refetch } = useOrder(orderId);
  return (
    <Screen title={say("order")} back="/orders">
      {order ? <Order order={order} /> : null}
      {!order && error ? <Failed text={say("orderFailed")} error={error} onRetry={refetch} /> : null}
      {!order && !error ? <Skeleton height="18rem" /> : null}
    </Screen>
  );
}

function Order({ order }: { order: OrderView }) {
  const say = useText();
  const language = useLanguage();
  const store = useStore(order.storeId);
  const isReady = order.state === "READY";
  return (
    <div className="order-layout">
      <section
        className="order-state panel"
        data-ready={isReady || undefined}
        data-over={isOver(order.state)}
      >
        <p className="soft small">
          {store ? localised(store.name, language) : order.storeId} · {clockTime(order.placedAt, language)}
        </p>
        <p className="order-number-label soft small">{say("orderNumber")}</p>
        <p className="order-number" data-testid="order-number">
          {order.number}
        </p>
        <p className="order-name">{order.nickname}</p>
        <p
          className="order-words"
          role="status"
          aria-live={isReady ? "assertive" : "polite"}
          data-testid="order-state"
          data-state={order.state}
          data-payment={order.payment}
        >
          {say(order.state)}
        </p>
        {isReady ? <p>{say("callingYou", { name: order.nickname })}</p> : <Waiting order={order} />}
        <Progress state={order.state} />
        <OpenOrderLive order={order} />
      </section>
      <div className="stack">
        <PaymentNotes order={order} />
        {isOver(order.state) || isReady ? null : <PushSwitch />}
        <OrderActions order={order} />
        <Receipt order={order} />
        {isOver(order.state) ? (
          <Link className="ui-button" data-look="quiet" to={`/stores/${order.storeId}`}>
            {say("orderAgain")}
          </Link>
        ) : null}
      </div>
    </div>
  );
}

function Waiting({ order }: { order: OrderView }) {
  const say = useText();
  const now = useNow();
  if (isOver(order.state)) return null;
  const parts = [
    order.place === null ? null : say("place", { n: order.place }),
    order.etaAt === null ? null : say("aboutMinutes", { n: minutesUntil(order.etaAt, now) }),
  ].filter((each) => each !== null);
  return parts.length > 0 ? <p className="wait">{parts.join(" · ")}</p> : null;
}

function OpenOrderLive({ order }: { order: OrderView }) {
  const status = useObservable(useServices().live);
  return isOver(order.state) ? null : <LiveChip status={status} />;
}

function Receipt({ order }: { order: OrderView }) {
  const say = useText();
  const language = useLanguage();
  return (
    <section className="panel" aria-label={say("yourOrder")}>
      <h2>{say("yourOrder")}</h2>
      <ul className="summary">
        {order.lines.map((line) => (
          <li key={`${line.itemId}:${line.choices.map(({ choiceId }) => choiceId).join()}`}>
            <span>
              {localised(line.name, language)} × {line.quantity}
              <span className="soft small block">
                {line.choices.map(({ name }) => localised(name, language)).join(" · ")}
              </span>
            </span>
            <span className="price">{won(line.line_krw, language)}</span>
          </li>
        ))}
      </ul>
      <p className="row spread summary-total">
        <strong>{say("total")}</strong>
        <strong>{won(order.total_krw, language)}</strong>
      </p>
      <p className="soft small">
        {say("vat", { supply: won(order.supply_krw, language), vat: won(order.vat_krw, language) })}
      </p>
    </section>
  );
}
