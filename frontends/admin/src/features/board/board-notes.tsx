import { clockTime, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import type { BoardFeed } from "./board-feed.ts";
import { isUnsent } from "./kept-queue.ts";
import { useBoardText } from "./texts.ts";

/** What somebody has to know before they believe what is below: how old it is, and what was not sent yet. */
export function BoardNotes({ feed }: { feed: BoardFeed }) {
  const say = useBoardText();
  const language = useLanguage();
  const { isLoaded, keptAt, failure, isOutdatedPage } = useObservable(feed.status);
  const taps = useObservable(feed.taps.all);
  const [foreign, setForeign] = useState(feed.kept.foreign);
  const wishes = useObservable(feed.wishes.all);
  const unsent = [...taps.values(), ...wishes.values()].flat().filter(isUnsent);
  return (
    <>
      {keptAt === null ? null : (
        <div data-testid="kept-board">
          <Note tone="warn">
            <p>{say("kept", { time: clockTime(keptAt, language) })}</p>
          </Note>
        </div>
      )}
      {unsent.length > 0 ? (
        <p className="unsent" data-testid="unsent-count" data-count={unsent.length}>
          <b>{say("unsent", { n: unsent.length })}</b> {say("unsentLead")}
        </p>
      ) : null}
      {foreign.map(({ memberId, nickname, count }) => (
        <Note key={memberId} tone="warn">
          <p>{say("foreign", { name: nickname, n: count })}</p>
          <Button
            look="quiet"
            onClick={() => {
              feed.kept.forgetForeign();
              setForeign([]);
            }}
          >
            {say("foreignDrop")}
          </Button>
        </Note>
      ))}
      {isOutdatedPage ? (
        <Note tone="warn">
          <p>{say("notUnderstood")}</p>
        </Note>
      ) : null}
      {failure && !isLoaded ? (
        <div className="board-failed">
          <h2>{say("boardFailed")}</h2>
          <FailureNote error={failure} />
          <Button look="quiet" onClick={() => void feed.read()}>
            {say("tryAgain")}
          </Button>
        </div>
      ) : null}
    </>
  );
}
