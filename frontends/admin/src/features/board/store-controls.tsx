import { type storeState, storeStates } from "@siren/contracts/barista";
import { newKey } from "@siren/web/connections";
import { clockTime, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type * as z from "zod/mini";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import type { BoardFeed } from "./board-feed.ts";
import type { Board } from "./board-state.ts";
import { refusalWords } from "./refusal-words.ts";
import { SoldOutDialog } from "./sold-out-dialog.tsx";

type StoreState = z.infer<typeof storeState>;
type Wish = { state: StoreState; until: number | null };

const pausesMinutes = [10, 20, 30, 60];
const patienceMs = 60_000;

/** Open, busy or paused, and what is sold out: the last word counts, so a tap is shown at once. */
export function StoreControls({ feed, board }: { feed: BoardFeed; board: Board }) {
  const say = useText();
  const language = useLanguage();
  const { api, now } = useServices();
  const [asks, setAsks] = useState<"nothing" | "pause" | "sold-out">("nothing");
  const close = () => setAsks("nothing");

  const change = useMutation({
    mutationFn: ({ wish: { state, until }, key }: { wish: Wish; key: string }) =>
      api({
        ...{ method: "PUT", path: `/barista/stores/${board.storeId}/state`, answer: null, key },
        ...{ body: { state, ...(until !== null && { until }) }, retryForMs: patienceMs },
      }),
    onSuccess: (_answer, { wish }) => feed.noteTaking({ ...wish, note: null }),
  });
  const wished = (wish: Wish) => {
    close();
    change.mutate({ wish, key: newKey() });
  };
  const shown: Wish = change.isPending ? change.variables.wish : board.taking;
  const soldOutCount = [...board.soldOut.values()].filter(({ soldOut }) => soldOut).length;

  return (
    <div className="store-controls">
      <fieldset className="segments" aria-label={say("storeState")} aria-busy={change.isPending}>
        {storeStates.map((state) => (
          <button
            key={state}
            type="button"
            className="segment"
            aria-pressed={shown.state === state}
            data-state={state}
            data-testid={`store-state-${state}`}
            onClick={() => (state === "PAUSED" ? setAsks("pause") : wished({ state, until: null }))}
          >
            {say(`state${state}`)}
            {state === shown.state && shown.until !== null ? (
              <small>{say("untilTime", { time: clockTime(shown.until, language) })}</small>
            ) : null}
          </button>
        ))}
      </fieldset>
      <button type="button" className="chip" data-testid="sold-out" onClick={() => setAsks("sold-out")}>
        {say("soldOutButton")}
        {soldOutCount > 0 ? <b className="count">{soldOutCount}</b> : null}
      </button>
      {change.error ? (
        <p className="tapped" data-bad role="alert">
          {refusalWords(change.error, language).text}
        </p>
      ) : null}
      <Dialog open={asks === "pause"} title={say("pauseTitle")} onClose={close}>
        <p className="soft">{say("pauseLead")}</p>
        <div className="reasons">
          {pausesMinutes.map((minutes) => (
            <Button
              key={minutes}
              wide
              look="quiet"
              onClick={() => wished({ state: "PAUSED", until: now() + minutes * 60_000 })}
            >
              {say("pauseMinutes", { n: minutes })}
            </Button>
          ))}
          <Button wide look="quiet" onClick={() => wished({ state: "PAUSED", until: null })}>
            {say("pauseOpen")}
          </Button>
          <Button wide look="bare" onClick={close}>
            {say("cancel")}
          </Button>
        </div>
      </Dialog>
      <SoldOutDialog open={asks === "sold-out"} onClose={close} feed={feed} board={board} />
    </div>
  );
}
