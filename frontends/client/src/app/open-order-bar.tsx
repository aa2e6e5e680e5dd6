import { useObservable } from "@siren/web/use-observable";
import { Link, useLocation } from "react-router";
import { useToldOrders } from "../shared/called-orders.ts";
import { toldBeside } from "../shared/order-words.ts";
import { useServices } from "../shared/services.ts";
import { useText } from "../shared/texts.ts";

/** Of an order that was tapped and is none yet. */
const placingWords = {
  sending: "stillPlacing",
  asking: "stillPlacing",
  kept: "keptHere",
  refused: "notPlaced",
} as const;

/** On every screen but its own: the order that is under way, and loudest each that is ready. */
export function OpenOrderBar() {
  const say = useText();
  const { pathname } = useLocation();
  const { placement } = useServices();
  const { phase } = useObservable(placement.state);
  const orders = useToldOrders();
  const isPlacing = phase in placingWords && pathname !== "/checkout";
  const told = toldBeside(orders, pathname).filter(({ state }) => !isPlacing || state === "READY");
  if (!isPlacing && told.length === 0) return null;
  return (
    <section aria-label={say("now")}>
      {isPlacing ? (
        <Link to="/checkout" className="open-order">
          {say(placingWords[phase as keyof typeof placingWords])}
        </Link>
      ) : null}
      {told.map(({ orderId, number, state }) => (
        <Link
          key={orderId}
          to={`/orders/${orderId}`}
          className="open-order"
          data-ready={state === "READY" || undefined}
        >
          <strong>{number}</strong> {say(state)}
        </Link>
      ))}
    </section>
  );
}
