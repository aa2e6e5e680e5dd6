import type { OrderView } from "@siren/contracts/order";
import { useMoment } from "@siren/web/use-moment";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { isForLater, isOver, minutesUntil, promiseOf } from "../../shared/order-words.ts";
import { useStoreAsked } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { useOrderText } from "./order-texts.ts";

/** Place and minutes, and how that stands against what was said before paying. */
export function Waiting({ order }: { order: OrderView }) {
  const say = useOrderText();
  const moment = useMoment();
  const now = useNow();
  const { barista } = useObservable(useServices().health.troubles);
  const isWaited = !isOver(order.state) && order.state !== "READY";
  // For the troubles' sake: this screen asks the store for nothing else, and would hear neither that its screens have
  // gone nor that they are back.
  useStoreAsked(isWaited ? order.storeId : "");
  if (!isWaited) return null;
  if (isForLater(order, now))
    return <p className="small">{say("scheduledText", { time: moment(order.releaseAt) })}</p>;
  if (barista) return <p className="small order-away">{say("baristaAway")}</p>;
  const { place, etaAt, pickUpAt } = order;
  const isAnyMoment = etaAt !== null && etaAt <= now;
  const parts = [
    etaAt === null ? null : isAnyMoment ? say("soon") : say("aboutMinutes", { n: minutesUntil(etaAt, now) }),
    place === null ? null : say("place", { n: place }),
    pickUpAt === null ? null : say("pickUpAt", { time: moment(pickUpAt) }),
  ].filter((each) => each !== null);
  return (
    <>
      <p className="order-wait">{parts.join(" · ")}</p>
      <Promised order={order} />
    </>
  );
}

function Promised({ order }: { order: OrderView }) {
  const say = useOrderText();
  const moment = useMoment();
  const promise = promiseOf(order);
  if (!promise) return null;
  const { promisedAt, estimateAt, lateMinutes } = promise;
  return (
    <p className="order-promise small" data-late={lateMinutes > 0 || undefined} data-testid="promise">
      <span>{say("promised", { time: moment(promisedAt) })}</span>
      {estimateAt === null ? null : (
        <>
          <span>{say("expected", { time: moment(estimateAt) })}</span>
          <strong>{lateMinutes > 0 ? say("lateBy", { n: lateMinutes }) : say("onTime")}</strong>
        </>
      )}
    </p>
  );
}
