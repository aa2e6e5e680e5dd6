import { isOutOfReach } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { LiveChip } from "@siren/web/ui/live-chip";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useMoment } from "@siren/web/use-moment";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useGuestOrders } from "../../shared/guest-orders.ts";
import { useHasOrders, useOrderNext, useOrders } from "../../shared/order-queries.ts";
import { isOver } from "../../shared/order-words.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useMember, useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import "./orders.css";
import { useOlderOrders } from "./older-orders.ts";
import { OrderGroup } from "./order-group.tsx";
import { useOrdersText } from "./orders-texts.ts";

export function OrdersScreen() {
  const say = useText();
  const words = useOrdersText();
  const moment = useMoment();
  const member = useMember();
  const hasOrders = useHasOrders();
  const { data: orders, error, refetch, dataUpdatedAt } = useOrders();
  const live = useObservable(useServices().live);
  const ofGuest = useGuestOrders();
  if ((!hasOrders || orders?.length === 0) && ofGuest.length === 0) return <NoOrders />;
  const open = orders?.filter(({ state }) => !isOver(state)) ?? [];
  return (
    <Screen title={say("orders")}>
      {member ? null : <p className="soft small">{words("guestOrders")}</p>}
      {orders && isOutOfReach(error) ? (
        <Note tone="warn">{words("asOf", { time: moment(dataUpdatedAt) })}</Note>
      ) : null}
      {open.length > 0 ? <LiveChip status={live} /> : null}
      {!orders && error ? <Failed text={words("failed")} error={error} onRetry={refetch} /> : null}
      {!orders && !error ? <Skeleton height="24rem" /> : null}
      <OrderGroup title={words("now")} orders={open} />
      <OrderGroup title={words("ofGuest")} orders={ofGuest} />
      <OrderGroup title={words("past")} orders={orders?.filter(({ state }) => isOver(state)) ?? []} />
      <Older />
    </Screen>
  );
}

function NoOrders() {
  const say = useText();
  const words = useOrdersText();
  const member = useMember();
  return (
    <Screen title={say("orders")}>
      <div className="empty">
        <ItemDrawing item={{ itemId: "cold-brew", categoryId: "cold-brew" }} />
        <h2>{words("noOrders")}</h2>
        {member ? null : <p className="soft">{words("signInForOrders")}</p>}
        <div className="row">
          <Link className="ui-button" to="/menu">
            {say("toMenu")}
          </Link>
          {member ? null : (
            <Link className="ui-button" data-look="quiet" to="/sign-in?next=/orders">
              {say("signIn")}
            </Link>
          )}
        </div>
      </div>
    </Screen>
  );
}

/** What is further back comes when somebody wants it, a page at a time. */
function Older() {
  const words = useOrdersText();
  const next = useOrderNext();
  const [isWanted, setIsWanted] = useState(false);
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useOlderOrders(next, isWanted);
  const older = data?.pages.flatMap(({ orders }) => orders) ?? [];
  if (next === null) return null;
  const more = () => (isWanted ? (error && !data ? refetch() : fetchNextPage()) : setIsWanted(true));
  return (
    <>
      <OrderGroup title="" orders={older} />
      {error ? <FailureNote error={error} /> : null}
      {!isWanted || hasNextPage || error || isFetching ? (
        <Button look="quiet" busy={isFetching} data-testid="older-orders" onClick={more}>
          {words("older")}
        </Button>
      ) : (
        <p className="soft small centred">{words("seeAll")}</p>
      )}
    </>
  );
}
