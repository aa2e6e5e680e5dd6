import type { OrderView } from "@siren/contracts/order";
import { dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { LiveChip } from "@siren/web/ui/live-chip";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useObservable } from "@siren/web/use-observable";
import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { isOver } from "../../shared/order-words.ts";
import { useHasOrders, useOrders, useStores } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useMember, useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";

export function OrdersScreen() {
  const say = useText();
  const member = useMember();
  const hasOrders = useHasOrders();
  const { data: orders, error, refetch } = useOrders();
  const live = useObservable(useServices().live);
  if (!hasOrders || orders?.length === 0) {
    return (
      <Screen title={say("orders")}>
        <div className="empty">
          <ItemDrawing item={{ itemId: "cold-brew", categoryId: "cold-brew" }} />
          <h2>{say("noOrders")}</h2>
          {member ? null : <p className="soft">{say("signInForOrders")}</p>}
          <Link className="ui-button" to={member ? "/menu" : "/sign-in?next=/orders"}>
            {say(member ? "toMenu" : "signIn")}
          </Link>
        </div>
      </Screen>
    );
  }
  return (
    <Screen title={say("orders")}>
      {orders?.some(({ state }) => !isOver(state)) ? <LiveChip status={live} /> : null}
      {!orders && error ? <Failed text={say("orderFailed")} error={error} onRetry={refetch} /> : null}
      {!orders && !error ? <Skeleton height="12rem" /> : null}
      <OrderGroup title={say("now")} orders={orders?.filter(({ state }) => !isOver(state))} />
      <OrderGroup title={say("past")} orders={orders?.filter(({ state }) => isOver(state))} />
    </Screen>
  );
}

function OrderGroup({ title, orders = [] }: { title: string; orders: OrderView[] | undefined }) {
  const say = useText();
  const language = useLanguage();
  const stores = useStores().data?.stores;
  if (orders.length === 0) return null;
  return (
    <section className="stack order-group">
      <h2>{title}</h2>
      <ul className="lines">
        {orders.map((order) => {
          const store = stores?.find(({ storeId }) => storeId === order.storeId);
          const [first, ...others] = order.lines;
          const name = first ? localised(first.name, language) : "";
          return (
            <li key={order.orderId}>
              <Link to={`/orders/${order.orderId}`} className="order-row" data-state={order.state}>
                <span className="order-row-number">{order.number}</span>
                <span className="line-words">
                  <strong>{say(order.state)}</strong>
                  <span className="small">
                    {name}
                    {others.length > 0 ? ` +${others.length}` : ""} · {won(order.total_krw, language)}
                  </span>
                  <span className="soft small">
                    {store ? localised(store.name, language) : order.storeId} ·{" "}
                    {dayAndTime(order.placedAt, language)}
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
