import { type OrderView, orderPage } from "@siren/contracts/order";
import { clockTime, localised, useLanguage, won } from "@siren/web/i18n";
import { FailureNote } from "@siren/web/ui/note";
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { useBoardText } from "./texts.ts";

const askEveryMs = 5_000;

type Props = { storeId: string; isKnown: (orderId: string) => boolean };

/** While the board's service is away, order still knows what has come in. Nothing can be tapped here. */
export function OrderSays({ storeId, isKnown }: Props) {
  const say = useBoardText();
  const { api } = useServices();
  const path = `/order/orders?store=${encodeURIComponent(storeId)}`;
  const list = useQuery({
    queryKey: ["order-says", storeId],
    refetchInterval: askEveryMs,
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path, answer: orderPage, signal })).body.orders,
  });
  const orders = (list.data ?? []).toSorted((a, b) => a.placedAt - b.placedAt);
  const known = orders.filter(({ orderId }) => isKnown(orderId));
  return (
    <section className="order-says" data-testid="order-says" aria-label={say("orderSays")}>
      <h2>{say("orderSays")}</h2>
      <p className="soft">{say("orderSaysLead")}</p>
      {list.error && !list.data ? <FailureNote error={list.error} /> : null}
      {list.data && orders.length === 0 ? <p>{say("orderSaysNone")}</p> : null}
      <ul>
        {orders.map((order) =>
          known.includes(order) ? null : <Listed key={order.orderId} order={order} isNew />,
        )}
      </ul>
      {known.length > 0 ? (
        // Its cards are below, and are worked on: the list must not push them away.
        <details>
          <summary>{say("orderSaysKnown", { n: known.length })}</summary>
          <ul>
            {known.map((order) => (
              <Listed key={order.orderId} order={order} isNew={false} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

/** All that a cup is made by: whoever stands at the machine goes on from this list alone. */
function Listed({ order, isNew }: { order: OrderView; isNew: boolean }) {
  const say = useBoardText();
  const language = useLanguage();
  const { number, nickname, payment, handOver, pickUpAt } = order;
  return (
    <li data-number={number} data-new={isNew || undefined}>
      <p>
        <strong>
          {number} {nickname}
        </strong>
        {isNew ? <em>{say("orderSaysNew")}</em> : null}
        {handOver === "take-out" ? null : <em>{say(handOver)}</em>}
        {pickUpAt === null ? null : <em>{say("pickUpAt", { time: clockTime(pickUpAt, language) })}</em>}
        {payment === "COUNTER_DUE" ? (
          <em>{say("toPayAmount", { amount: won(dueOf(order), language) })}</em>
        ) : null}
      </p>
      <ul>
        {toMake(order).map(({ line, cups, name, choices }) => (
          <li key={line}>
            <b>
              {cups}× {localised(name, language)}
            </b>{" "}
            {choices.map((choice) => localised(choice.name, language)).join(" · ")}
          </li>
        ))}
      </ul>
    </li>
  );
}

const dueOf = ({ total_krw, rejectedUnits }: OrderView): number =>
  rejectedUnits.reduce((due, { amount_krw }) => due - amount_krw, total_krw);

/** Without what the store has said that it will not make. */
function toMake({ lines, rejectedUnits }: OrderView) {
  return lines.flatMap(({ quantity, name, choices }, line) => {
    const rejected = rejectedUnits.filter((one) => one.line === line);
    const cups = rejected.reduce((left, { units }) => left - units, quantity);
    return cups > 0 ? { line, cups, name, choices } : [];
  });
}
