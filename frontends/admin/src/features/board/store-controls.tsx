import { storeStates } from "@siren/contracts/barista";
import { clockTime, useLanguage } from "@siren/web/i18n";
import { useObservable } from "@siren/web/use-observable";
import { memo, useMemo, useState } from "react";
import { Link } from "react-router";
import type { BoardFeed } from "./board-feed.ts";
import type { Floor } from "./board-state.ts";
import { DelayDialog } from "./delay-dialog.tsx";
import { PauseDialog } from "./pause-dialog.tsx";
import { SoldOutDialog } from "./sold-out-dialog.tsx";
import { StockDialog } from "./stock-dialog.tsx";
import { useBoardText } from "./texts.ts";
import { useLane } from "./use-lane.ts";
import { asWished } from "./wishes.ts";

type Asks = "nothing" | "pause" | "sold-out" | "stock" | "delay";

/** Open, busy or paused, how late, and what there is none of: the last word counts, so a tap is shown at once. */
export const StoreControls = memo(function StoreControls({ feed, floor }: { feed: BoardFeed; floor: Floor }) {
  const say = useBoardText();
  const language = useLanguage();
  const [asks, setAsks] = useState<Asks>("nothing");
  const close = () => setAsks("nothing");
  const { wishes, storeId } = feed;
  const wished = useObservable(wishes.all);
  const board = useMemo(() => asWished(floor, wished), [floor, wished]);
  const aboutTaking = useLane(wishes, "state");
  const take = (state: Floor["taking"]["state"], until: number | null) => {
    close();
    wishes.say({ about: "state", state, until });
  };
  const shown = board.taking;
  const marked = [...board.soldOut.values(), ...board.soldOutOptions.values()];
  const soldOutCount = marked.filter(({ soldOut }) => soldOut).length;
  const { minutes } = board.delay;

  return (
    <section className="store-controls" aria-label={say("tools")}>
      <fieldset
        className="segments"
        aria-label={say("storeState")}
        aria-busy={aboutTaking.some(({ phase }) => phase !== "refused")}
      >
        {storeStates.map((state) => (
          <button
            key={state}
            type="button"
            className="segment"
            aria-pressed={shown.state === state}
            data-state={state}
            data-testid={`store-state-${state}`}
            onClick={() => (state === "PAUSED" ? setAsks("pause") : take(state, null))}
          >
            {say(`state${state}`)}
            {state === shown.state && shown.until !== null ? (
              <small>{say("untilTime", { time: clockTime(shown.until, language) })}</small>
            ) : null}
          </button>
        ))}
      </fieldset>
      {board.closing.isClosed ? <p className="tag">{say("closedNow")}</p> : null}
      <button type="button" className="chip" data-testid="sold-out" onClick={() => setAsks("sold-out")}>
        {say("soldOutButton")}
        {soldOutCount > 0 ? <b className="count">{soldOutCount}</b> : null}
      </button>
      <button type="button" className="chip" data-testid="stock" onClick={() => setAsks("stock")}>
        {say("stockButton")}
      </button>
      <button
        type="button"
        className="chip"
        data-testid="delay"
        data-on={minutes > 0 || undefined}
        onClick={() => setAsks("delay")}
      >
        {minutes > 0 ? say("delayOn", { n: minutes }) : say("delayButton")}
      </button>
      <Link className="chip" to={`/stores/${encodeURIComponent(storeId)}/shift`} data-testid="to-shift">
        {say("shift")}
      </Link>
      <a
        className="chip"
        href={`${import.meta.env.BASE_URL}call/${encodeURIComponent(storeId)}`}
        target="_blank"
        rel="noreferrer"
      >
        {say("callBoard")}
      </a>
      <PauseDialog
        open={asks === "pause"}
        closesAt={board.closing.closesAt}
        now={feed.serverNow}
        onClose={close}
        onPause={(until) => take("PAUSED", until)}
      />
      <SoldOutDialog open={asks === "sold-out"} onClose={close} feed={feed} board={board} />
      <StockDialog open={asks === "stock"} onClose={close} feed={feed} board={board} />
      <DelayDialog open={asks === "delay"} onClose={close} feed={feed} board={board} />
    </section>
  );
});
