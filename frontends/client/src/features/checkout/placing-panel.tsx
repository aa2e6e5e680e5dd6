import { Button } from "@siren/web/ui/button";
import { ItemDrawing } from "../../shared/drawings.tsx";
import type { Placement, PlacementState } from "../../shared/placement.ts";
import { Screen } from "../../shared/screen.tsx";
import { useText } from "../../shared/texts.ts";

const sayMoreAfterAttempts = 2;

type Props = {
  state: Extract<PlacementState, { phase: "sending" | "asking" | "placed" }>;
  placement: Placement;
};

export function PlacingPanel({ state, placement }: Props) {
  const say = useText();
  const isAsking = state.phase === "asking";
  const isLong = state.phase === "sending" && state.attempt >= sayMoreAfterAttempts;
  return (
    <Screen title={say(isAsking ? "asking" : "placing")} narrow>
      <div className="empty" data-testid="placing" role="status">
        <ItemDrawing item={{ itemId: "americano", categoryId: "espresso" }} />
        {isAsking ? <p>{say("askingText")}</p> : null}
        {isLong ? <p>{say("placingLong")}</p> : null}
        <div className="row">
          {isAsking ? <Button onClick={placement.keepTrying}>{say("keepTrying")}</Button> : null}
          {isAsking || isLong ? (
            <Button look="quiet" onClick={placement.giveUp}>
              {say("stopPlacing")}
            </Button>
          ) : null}
        </div>
      </div>
    </Screen>
  );
}
