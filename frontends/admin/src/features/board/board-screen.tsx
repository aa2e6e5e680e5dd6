import "./board.css";
import "./ticket.css";
import "./cup.css";
import "./dialogs.css";
import "./store-controls.css";
import "./truth-light.css";
import "./notes.css";
import "./labels.css";
import { localised, useLanguage } from "@siren/web/i18n";
import { FailureNote } from "@siren/web/ui/note";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Link, useParams } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useMember, useServices } from "../../shared/services.ts";
import { createActing } from "./acting.ts";
import { AllDay } from "./all-day.tsx";
import { BoardDialogs } from "./board-dialogs.tsx";
import { type BoardFeed, isForGood } from "./board-feed.ts";
import { BoardNotes } from "./board-notes.tsx";
import type { Board, Floor } from "./board-state.ts";
import { Column, columnWords } from "./column.tsx";
import { columnNames, columnsOf, createShownTickets } from "./columns.ts";
import { toBeMade } from "./cups.ts";
import { FlaggedTaps, flaggedOf } from "./flagged-taps.tsx";
import { MakeTogether } from "./make-together.tsx";
import { OrderSays } from "./order-says.tsx";
import { RefusedWishes } from "./refused-wishes.tsx";
import { StoreControls } from "./store-controls.tsx";
import { useBoardText } from "./texts.ts";
import type { Asked } from "./ticket-card.tsx";
import { SoundButton, TruthAlarm, TruthLight } from "./truth-light.tsx";
import { UndoBar } from "./undo-bar.tsx";
import { useBoard } from "./use-board.ts";
import { useBump } from "./use-bump.ts";

const lookEveryMs = 5_000;

export function BoardScreen() {
  const { storeId = "" } = useParams();
  const feed = useBoard(storeId);
  return feed ? <OpenBoard key={storeId} feed={feed} /> : null;
}

function OpenBoard({ feed }: { feed: BoardFeed }) {
  const say = useBoardText();
  const language = useLanguage();
  const { health } = useServices();
  const me = useMember()?.memberId ?? "";
  const { storeId, taps } = feed;
  const store = useStores().data?.find((each) => each.storeId === storeId);
  const board = useObservable(feed.board);
  const { isLoaded, keptAt, failure, aheadMs } = useObservable(feed.status);
  const tapped = useObservable(taps.all);
  const troubles = useObservable(health.troubles);
  const now = useNow(lookEveryMs) + aheadMs;
  const [asked, setAsked] = useState<Asked>();
  const acting = useMemo(() => createActing(taps), [taps]);
  const shownAs = useMemo(createShownTickets, []);
  const columns = useRef<HTMLDivElement>(null);
  useBump(columns, feed, acting);
  const ask = useCallback((about: Asked) => setAsked({ ...about }), []);
  const asksNothing = useCallback(() => setAsked(undefined), []);
  const floor = useFloor(board);
  const shown = columnsOf(board, tapped, now, shownAs);
  const name = store ? localised(store.name, language) : storeId;
  const waiting = shown.new.length;
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${name} · Siren`;
  }, [name, waiting]);

  if (!isLoaded && isForGood(failure)) return <Refused error={failure} />;
  const isKnown = isLoaded || keptAt !== null;
  return (
    <div className="board">
      <div className="board-bar">
        <h1>{name}</h1>
        <TruthLight feed={feed} />
        <SoundButton />
        <StoreControls feed={feed} floor={floor} />
      </div>
      <TruthAlarm feed={feed} />
      <FlaggedTaps flagged={flaggedOf(board, tapped)} onRead={taps.dismiss} />
      <RefusedWishes wishes={feed.wishes} />
      <BoardNotes feed={feed} />
      {troubles.barista ? (
        <OrderSays
          storeId={storeId}
          isKnown={(orderId) => [...board.tickets.values()].some(({ ticket }) => ticket.orderId === orderId)}
        />
      ) : null}
      <AllDay toMake={toBeMade([...shown.new, ...shown.making])} />
      <nav className="column-jumps" aria-label={say("columns")}>
        {columnNames.map((column) => (
          <a key={column} href={`#column-${column}`} data-column={column}>
            {say(columnWords[column].title)} <b>{shown[column].length}</b>
          </a>
        ))}
      </nav>
      <div className="columns" ref={columns}>
        {columnNames.map((column) => (
          <Column
            key={column}
            {...{ name: column, tickets: shown[column], isKnown, isLoading: !isKnown && !failure }}
            {...{ now, me, taps, acting, onAsk: ask }}
          >
            {column === "making" ? (
              <MakeTogether batches={board.next.batches} tickets={shown.making} acting={acting} />
            ) : null}
          </Column>
        ))}
      </div>
      <BoardDialogs {...{ asked, board, tapped, acting }} onClose={asksNothing} />
      <UndoBar acting={acting} taps={taps} />
    </div>
  );
}

/** The same object for as long as a change is about tickets only. */
function useFloor({ storeId, soldOut, soldOutOptions, stock, delay, taking, closing }: Board): Floor {
  return useMemo(
    () => ({ storeId, soldOut, soldOutOptions, stock, delay, taking, closing }),
    [storeId, soldOut, soldOutOptions, stock, delay, taking, closing],
  );
}

/** Somebody else's store, or no staff at all: nothing of the board is shown. */
function Refused({ error }: { error: unknown }) {
  const say = useBoardText();
  return (
    <div className="narrow" data-testid="board-refused">
      <h1>{say("boardFailed")}</h1>
      <FailureNote error={error} />
      <Link to="/" className="ui-link">
        {say("changeStore")}
      </Link>
    </div>
  );
}
