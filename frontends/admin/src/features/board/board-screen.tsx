import type { TicketView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useEffect, useState } from "react";
import { Link, useParams } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useMember } from "../../shared/services.ts";
import { type TextKey, useText } from "../../shared/texts.ts";
import { type BoardFeed, isForGood } from "./board-feed.ts";
import { columnsOf } from "./board-state.ts";
import { RejectDialog } from "./reject-dialog.tsx";
import { StoreControls } from "./store-controls.tsx";
import { tapsOf } from "./taps.ts";
import { TicketCard } from "./ticket-card.tsx";
import { SoundButton, TruthAlarm, TruthLight, useTruth } from "./truth-light.tsx";
import { useBoard } from "./use-board.ts";

const columns = [
  { name: "new", title: "columnNew", empty: "emptyNew" },
  { name: "making", title: "columnMaking", empty: "emptyMaking" },
  { name: "ready", title: "columnReady", empty: "emptyReady" },
] as const satisfies readonly { name: string; title: TextKey; empty: TextKey }[];

export function BoardScreen() {
  const { storeId = "" } = useParams();
  const member = useMember();
  const feed = useBoard(storeId, member?.memberId ?? "");
  return feed ? <OpenBoard feed={feed} storeId={storeId} /> : null;
}

function OpenBoard({ feed, storeId }: { feed: BoardFeed; storeId: string }) {
  const say = useText();
  const language = useLanguage();
  const store = useStores().data?.find((each) => each.storeId === storeId);
  const board = useObservable(feed.board);
  const { isLoaded, failure, isOutdatedPage, aheadMs } = useObservable(feed.status);
  const taps = useObservable(feed.taps.all);
  const truth = useTruth(feed);
  const now = useNow(5_000) + aheadMs;
  const [rejecting, setRejecting] = useState<TicketView>();
  const shown = columnsOf(board, now);
  const name = store ? localised(store.name, language) : storeId;
  useEffect(() => {
    document.title = shown.new.length > 0 ? `(${shown.new.length}) ${name}` : `${name} · Siren`;
  }, [name, shown.new.length]);

  if (!isLoaded && isForGood(failure)) return <Refused error={failure} />;
  return (
    <div className="board" data-truth={truth.state}>
      <div className="board-bar">
        <h1>
          {name}{" "}
          <Link to="/" className="ui-link change-store">
            {say("changeStore")}
          </Link>
        </h1>
        <TruthLight truth={truth} />
        <SoundButton />
        <StoreControls feed={feed} board={board} />
      </div>
      <TruthAlarm truth={truth} />
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
      <nav className="column-jumps" aria-label={say("columns")}>
        {columns.map(({ name: column, title }) => (
          <a key={column} href={`#column-${column}`} data-column={column}>
            {say(title)} <b>{shown[column].length}</b>
          </a>
        ))}
      </nav>
      <div className="columns">
        {columns.map(({ name: column, title, empty }) => (
          <section
            key={column}
            id={`column-${column}`}
            className="column"
            data-column={column}
            aria-labelledby={`title-${column}`}
          >
            <h2 id={`title-${column}`}>
              {say(title)} <b className="count">{shown[column].length}</b>
            </h2>
            {isLoaded || failure ? null : <Skeleton height="9rem" />}
            {isLoaded && shown[column].length === 0 ? <p className="empty">{say(empty)}</p> : null}
            {shown[column].map((ticket) => (
              <TicketCard
                key={ticket.ticketId}
                {...{ ticket, now, taps: feed.taps }}
                tapped={tapsOf(taps, ticket.ticketId)}
                onReject={() => setRejecting(ticket)}
              />
            ))}
          </section>
        ))}
      </div>
      <RejectDialog
        ticket={rejecting}
        onClose={() => setRejecting(undefined)}
        onReject={(ticketId, reason) => feed.taps.tap({ verb: "reject", ticketId, reason })}
      />
    </div>
  );
}

/** Somebody else's store, or no staff at all: nothing of the board is shown. */
function Refused({ error }: { error: unknown }) {
  const say = useText();
  return (
    <div className="narrow">
      <h1>{say("boardFailed")}</h1>
      <FailureNote error={error} />
      <Link to="/" className="ui-link">
        {say("changeStore")}
      </Link>
    </div>
  );
}
