import type { OrderView } from "@siren/contracts/order";
import { dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { Link } from "react-router";
import { isOver } from "../../shared/order-words.ts";
import { useStores } from "../../shared/queries.ts";
import { ReorderButton } from "../../shared/reorder-button.tsx";
import { useText } from "../../shared/texts.ts";
import { useOrdersText } from "./orders-texts.ts";

type Props = { title: string; orders: readonly OrderView[] };

export function OrderGroup({ title, orders }: Props) {
  if (orders.length === 0) return null;
  return (
    <section className="stack">
      {title ? <h2>{title}</h2> : null}
      <ul className="order-list">
        {orders.map((order) => (
          <li key={order.orderId} className="order-card" data-state={order.state}>
            <OrderRow order={order} />
            {isOver(order.state) ? <RowActions order={order} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function OrderRow({ order }: { order: OrderView }) {
  const say = useText();
  const words = useOrdersText();
  const language = useLanguage();
  const store = useStores().data?.stores.find(({ storeId }) => storeId === order.storeId);
  const [first, ...others] = order.lines;
  const name = first
    ? `${localised(first.name, language)}${first.quantity > 1 ? ` × ${first.quantity}` : ""}`
    : "";
  return (
    <Link to={`/orders/${order.orderId}`} className="order-row" data-state={order.state}>
      <span className="order-row-number">{order.number}</span>
      <span className="order-row-words">
        <strong>{say(order.state)}</strong>
        <span className="small">
          {others.length > 0 ? words("lineAndMore", { name, n: others.length }) : name} ·{" "}
          {won(order.total_krw, language)}
        </span>
        <span className="soft small">
          {store ? localised(store.name, language) : order.storeId} · {dayAndTime(order.placedAt, language)}
        </span>
      </span>
    </Link>
  );
}

function RowActions({ order }: { order: OrderView }) {
  const words = useOrdersText();
  return (
    <div className="order-card-actions">
      <ReorderButton order={order} look="quiet" />
      <Link className="ui-button" data-look="bare" to={`/orders/${order.orderId}/receipt`}>
        {words("receipt")}
      </Link>
    </div>
  );
}
