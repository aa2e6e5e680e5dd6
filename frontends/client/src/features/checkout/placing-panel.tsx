import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useMoment } from "@siren/web/use-moment";
import { useNow } from "@siren/web/use-now";
import { useEffect } from "react";
import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useHasOrders, useOrders } from "../../shared/order-queries.ts";
import { arrivedAnyway } from "../../shared/order-words.ts";
import type { Placement } from "../../shared/placement.ts";
import type { PlacementState } from "../../shared/placement-state.ts";
import { Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { useCheckoutText } from "./checkout-texts.ts";

/** Most orders are answered sooner: what can be done about a slow one would only flash by. */
const sayMoreAfterMs = 1_500;

type Props = {
  state: Extract<PlacementState, { phase: "sending" | "asking" | "placed" }>;
  placement: Placement;
};

export function PlacingPanel({ state, placement }: Props) {
  const say = useCheckoutText();
  const moment = useMoment();
  const now = useNow(500);
  const isAsking = state.phase === "asking";
  const isOthers = isAsking && state.of !== undefined;
  const isSignInWanted = isAsking && state.of === "member";
  // That nobody answers is said already.
  const refusal = isAsking && !isOthers && state.error instanceof ApiProblem ? state.error : undefined;
  const isLong = state.phase === "sending" && (state.attempt > 0 || now - state.at > sayMoreAfterMs);
  return (
    <Screen title={say(isAsking ? "asking" : "placing")} narrow>
      <div className="empty" data-testid="placing" data-phase={state.phase} role="status">
        <ItemDrawing item={{ itemId: "americano", categoryId: "espresso" }} />
        {isAsking ? (
          <p>
            {say(isOthers ? (isSignInWanted ? "askingMembers" : "askingGuests") : "askingText", {
              time: moment(state.at),
            })}
          </p>
        ) : null}
        {refusal ? <FailureNote error={refusal} /> : null}
        {isLong ? <p>{say("placingLong")}</p> : null}
        <div className="row">
          {isSignInWanted ? (
            <Link className="ui-button" to="/sign-in?next=/checkout">
              {say("waySignIn")}
            </Link>
          ) : null}
          {isAsking && !isOthers ? (
            <Button data-testid="keep-trying" onClick={placement.keepTrying}>
              {say("keepTrying")}
            </Button>
          ) : null}
          {isAsking || isLong ? (
            <Button look="quiet" data-testid="stop-placing" onClick={placement.giveUp}>
              {say("stopPlacing")}
            </Button>
          ) : null}
        </div>
      </div>
    </Screen>
  );
}

type StoppedProps = { state: Extract<PlacementState, { phase: "stopped" }>; onSettled: () => void };

/** Somebody waits no more: whether the order arrived all the same is looked up, and said. */
export function StoppedPanel({ state: { request, at }, onSettled }: StoppedProps) {
  const say = useCheckoutText();
  const { cart } = useServices();
  const { data: orders = [], refetch } = useOrders();
  const hasOrders = useHasOrders();
  useEffect(() => {
    if (hasOrders) void refetch();
  }, [hasOrders, refetch]);
  const arrived = arrivedAnyway(orders, { request, at });
  return (
    <Screen title={say("stopped")} narrow>
      <div className="empty" data-testid="stopped" role="status">
        <p>{arrived ? say("stoppedArrived", { number: arrived.number }) : say("stoppedText")}</p>
        <div className="row">
          <Link
            className="ui-button"
            to={arrived ? `/orders/${arrived.orderId}` : "/orders"}
            // What has been ordered is not left lying to be ordered again.
            onClick={() => arrived && cart.takeOut(request.storeId, request.lines)}
          >
            {arrived ? say("seeOrder", { number: arrived.number }) : say("wayOrders")}
          </Link>
          <Button look="quiet" onClick={onSettled}>
            {say("checkout")}
          </Button>
        </div>
      </div>
    </Screen>
  );
}
