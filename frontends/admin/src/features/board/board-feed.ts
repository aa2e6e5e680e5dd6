import { type BoardView, boardView } from "@siren/contracts/barista";
import { boardLiveEvents, socketPaths, streams } from "@siren/contracts/live";
import type { MemberView } from "@siren/contracts/member";
import type { Connections } from "@siren/web/connections";
import { isApiFailure } from "@siren/web/failures";
import { createLive } from "@siren/web/live/live";
import { openSocketIo } from "@siren/web/live/socket-line";
import { type Observable, observable } from "@siren/web/observable";
import { keepBoard, keptBoard } from "../../shared/kept-boards.ts";
import {
  type Board,
  emptyBoard,
  viewOf,
  withDelay,
  withNext,
  withSoldOut,
  withStock,
  withTaking,
  withTicket,
  withUnit,
  withView,
} from "./board-state.ts";
import { type News, newsOf } from "./news.ts";
import { pollBoard } from "./polled-board.ts";
import { createSaidHere } from "./said-here.ts";
import { silentAfterMs, type Truth, truthOf } from "./truth.ts";

const askAgainMs = 3_000;
const keepAfterMs = 2_000;
/** What changes so soon after a tap of ours is its doing. */
const ownWorkMs = 3_000;

export type BoardStatus = {
  isLoaded: boolean;
  /** When the list was told that is shown until somebody answers. */
  keptAt: number | null;
  /** Why the list could not be read the last time, if it could not. */
  failure: unknown;
  isOutdatedPage: boolean;
  /** What the server's clock is ahead of this tablet's. */
  aheadMs: number;
};

/** A refusal that asking again does not change. */
export const isForGood = (error: unknown): boolean =>
  isApiFailure(error) && error.kind === "problem" && !error.problem.retryable;

export type BoardFeed = ReturnType<typeof createBoardFeed>;

/** One store's board: read once, told from then on, and read again whenever there is doubt. */
export function createBoardFeed(
  storeId: string,
  member: Pick<MemberView, "memberId" | "nickname">,
  { api, access, now, chance, later }: Connections,
  onNews: (news: News) => void,
) {
  const board = observable<Board>(emptyBoard(storeId));
  const status = observable<BoardStatus>({
    ...{ isLoaded: false, keptAt: null, failure: null, isOutdatedPage: false, aheadMs: 0 },
  });
  const stream = streams.store(storeId);
  const openedAt = now();
  const stopping = new AbortController();
  let reading: Promise<void> | undefined;
  let stopTimer = () => {};
  let stopKeeping: (() => void) | undefined;
  const serverNow = () => now() + status.get().aheadMs;

  function show(after: Board): void {
    const before = board.get();
    if (after === before) return;
    board.set(after);
    onNews(newsOf(before, after, (id) => said.isOwn(id, ownWorkMs)));
    stopKeeping ??= later(keepAfterMs, keep);
  }

  function keep(): void {
    stopKeeping?.();
    stopKeeping = undefined;
    if (status.get().isLoaded) keepBoard(viewOf(board.get(), live.standing(stream).n ?? 0, now()), now());
  }

  const live = createLive({
    ...{
      endpoint: socketPaths.board,
      events: boardLiveEvents,
      openSocket: openSocketIo(() => location.origin),
    },
    ...{ token: access.token, renewToken: () => access.renew(), handshake: { storeId } },
    ...{ now, chance, later },
    openPolling: pollBoard({
      later,
      async read(signal) {
        const { view, cutOffSince } = await ask(signal);
        live.readUpTo(stream, view.n, cutOffSince);
        return view;
      },
    }),
    silence: { afterMs: silentAfterMs, provenBy: "a stream's word" },
    onEvent({ name, data, head: { n } }) {
      const shown = board.get();
      switch (name) {
        case "unit.changed":
          return show(withUnit(shown, data.ticketId, data.unit, n));
        case "availability.changed":
          return show(withSoldOut(shown, "soldOut", data.itemId, { soldOut: data.soldOut, n }));
        case "option.changed":
          return show(withSoldOut(shown, "soldOutOptions", data.choiceId, { soldOut: data.soldOut, n }));
        case "stock.changed":
          return show(withStock(shown, data.itemId, data.free, n));
        case "work.next":
          return show(withNext(shown, { ...data, n }));
        case "store.delay":
          return show(withDelay(shown, { ...data, n }));
        case "store.state":
          return show(withTaking(shown, { ...data, state: data.state as Board["taking"]["state"], n }));
        default:
          return show(withTicket(shown, data.ticket, n, serverNow()));
      }
    },
    onResync: () => void read(),
    onNotUnderstood: () => status.set({ ...status.get(), isOutdatedPage: true }),
  });

  /** One at a time, and one more when it was asked for meanwhile: what was read may be older than the wish. */
  let isWantedAgain = false;
  function read(): Promise<void> {
    if (reading) {
      isWantedAgain = true;
      return reading;
    }
    stopTimer();
    reading = readOnce().finally(() => {
      reading = undefined;
      if (isWantedAgain && !stopping.signal.aborted) {
        isWantedAgain = false;
        void read();
      }
    });
    return reading;
  }

  async function ask(signal: AbortSignal): Promise<{ view: BoardView; cutOffSince: number | undefined }> {
    const path = `/barista/stores/${encodeURIComponent(storeId)}/board`;
    const { body, degraded } = await api({ method: "GET", path, answer: boardView, signal });
    // What was kept from before is not built upon: it may be of a day that the service knows nothing of.
    const { isLoaded } = status.get();
    const loaded = { isLoaded: true, keptAt: null, failure: null, aheadMs: body.at - now() };
    show(withView(isLoaded ? board.get() : emptyBoard(storeId), body));
    status.set({ ...status.get(), ...loaded });
    const away = degraded.find(({ service }) => service === "order");
    return { view: body, cutOffSince: away && (away.asOf ?? 0) };
  }

  async function readOnce(): Promise<void> {
    try {
      const { n } = (await ask(stopping.signal)).view;
      if (live.standing(stream).n === undefined) live.startAfter(stream, n);
      said.hurry();
    } catch (error) {
      if (stopping.signal.aborted) return;
      status.set({ ...status.get(), failure: error });
      if (!isForGood(error)) stopTimer = later(askAgainMs, () => void read());
    }
  }

  const said = createSaidHere({
    ...{ api, storeId, member, now, serverNow, chance, later },
    onAnswer: (change) => show(change(board.get(), live.standing(stream).n ?? 0)),
    onRefused: () => void read(),
  });

  return {
    storeId,
    board: board as Observable<Board>,
    status: status as Observable<BoardStatus>,
    ...{ taps: said.taps, wishes: said.wishes, kept: said.kept },
    serverNow,
    truth: (): Truth =>
      truthOf({
        ...{ standing: live.standing(stream), live: live.status.get().state, openedAt, now: now() },
        ...{ isLoaded: status.get().isLoaded, keptAt: status.get().keptAt },
      }),
    async start(): Promise<void> {
      const before = keptBoard(storeId, now());
      if (before) {
        board.set(withView(board.get(), before.view));
        status.set({ ...status.get(), keptAt: before.at });
      }
      said.begin();
      // The list first: the socket then goes on exactly where the list ends.
      await read();
      if (!stopping.signal.aborted && !isForGood(status.get().failure)) live.start();
    },
    read,
    keep,
    hurry(): void {
      live.hurry();
      said.hurry();
    },
    /** Nothing more is kept: whoever it was for may have signed out. */
    dispose(): void {
      stopKeeping?.();
      stopping.abort();
      stopTimer();
      said.stop();
      live.dispose();
    },
  };
}
