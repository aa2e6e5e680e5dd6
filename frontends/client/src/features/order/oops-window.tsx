import type { OrderView } from "@siren/contracts/order";
import { Button } from "@siren/web/ui/button";
import { useNow } from "@siren/web/use-now";
import { type ReactNode, useEffect, useState } from "react";
import { oopsLeftMs } from "../../shared/order-words.ts";
import { useOrderText } from "./order-texts.ts";
import type { Cancelling } from "./use-order-tap.ts";
import "./oops-window.css";

type Props = { order: OrderView; cancel: Cancelling; children: ReactNode };

/** The seconds in which a slip costs nobody a drink; then, in the same place, what else can be done. */
export function OopsWindow({ order, cancel, children }: Props) {
  const [seenAt] = useState(() => Date.now());
  const [wasOpen] = useState(() => oopsLeftMs(order, seenAt, seenAt) > 0);
  const [isOpen, setIsOpen] = useState(wasOpen);
  return (
    <div className="order-now" data-held={wasOpen || undefined}>
      {isOpen ? (
        <Countdown order={order} cancel={cancel} seenAt={seenAt} onEnd={() => setIsOpen(false)} />
      ) : (
        children
      )}
    </div>
  );
}

type CountdownProps = { order: OrderView; cancel: Cancelling; seenAt: number; onEnd: () => void };

function Countdown({ order, cancel, seenAt, onEnd }: CountdownProps) {
  const say = useOrderText();
  const now = useNow(200);
  const leftMs = oopsLeftMs(order, now, seenAt);
  const isOver = (leftMs === 0 && !cancel.isPending) || order.cancelRequested;
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver, onEnd]);
  const wholeMs = Math.max(1, order.releaseAt - order.placedAt);
  const seconds = Math.ceil(leftMs / 1_000);
  return (
    <section className="oops" data-testid="oops">
      <div className="oops-time" aria-hidden="true">
        <svg viewBox="0 0 36 36" width="64" height="64" role="presentation">
          <circle className="oops-track" cx="18" cy="18" r="15.500" pathLength="100" />
          <circle
            className="oops-left"
            cx="18"
            cy="18"
            r="15.500"
            pathLength="100"
            strokeDasharray={`${(100 * leftMs) / wholeMs} 100`}
          />
        </svg>
        <strong>{seconds}</strong>
      </div>
      <div className="oops-words">
        <h2>{say("oopsTitle", { n: seconds })}</h2>
        <p className="small">{say("oopsText")}</p>
      </div>
      <Button
        look="danger"
        wide
        busy={cancel.isPending}
        data-testid="oops-cancel"
        onClick={() => cancel.mutate(undefined)}
      >
        {say("oopsCancel")}
      </Button>
    </section>
  );
}
