import { type BoardView, boardView, type TicketView } from "@siren/contracts/barista";
import { boardLiveEvents, socketPaths, streams } from "@siren/contracts/live";
import { type Connections, newKey } from "@siren/web/connections";
import { isApiFailure } from "@siren/web/failures";
import { createLive } from "@siren/web/live/live";
import { openSocketIo } from "@siren/web/live/socket-line";
import { type Observable, observable } from "@siren/web/observable";
import {
  type Board,
  emptyBoard,
  newlyQueued,
  withSoldOut,
  withTaking,
  withTicket,
  withUnit,
  withView,
} from "./board-state.ts";
import { pollBoard } from "./polled-board.ts";
import { createTaps } from "./taps.ts";
import { silentAfterMs, type Truth, truthOf } from "./truth.ts";

const askAgainMs = 3_000;

export type BoardStatus = {
  isLoaded: boolean;
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
  { api, access, now, chance, later }: Connections,
  onNewOrder: () => void,
) {
  const board = observable<Board>(emptyBoard(storeId));
  const status = observable<BoardStatus>({
    ...{ isLoaded: false, failure: null, isOutdatedPage: false, aheadMs: 0 },
  });
  const stream = streams.store(storeId);
  const openedAt = now();
  const stopping = new AbortController();
  let reading: Promise<void> | undefined;
  let stopTimer = () => {};

  function show(after: Board): void {
    const before = board.get();
    board.set(after);
    if (newlyQueued(before, after).length > 0) onNewOrder();
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
        const view = await ask(signal);
        live.readUpTo(stream, view.n);
        return view;
      },
    }),
    silence: { afterMs: silentAfterMs, provenBy: "a stream's word" },
    onEvent({ name, data, head: { n } }) {
      const shown = board.get();
      if (name === "unit.changed") return show(withUnit(shown, data.ticketId, data.unit, n));
      if (name === "availability.changed") return show(withSoldOut(shown, data.itemId, data.soldOut, n));
      if (name === "store.state") {
        const state = data.state as Board["taking"]["state"];
        return show(withTaking(shown, { ...data, state, n }));
      }
      // Read from the list by whoever wants to know; no board shows them yet.
      if (name === "option.changed" || name === "stock.changed" || name === "store.delay") return;
      return show(withTicket(shown, data.ticket, n));
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

  async function ask(signal: AbortSignal): Promise<BoardView> {
    const path = `/barista/stores/${encodeURIComponent(storeId)}/board`;
    const { body } = await api({ method: "GET", path, answer: boardView, signal });
    show(withView(board.get(), body));
    status.set({ ...status.get(), isLoaded: true, failure: null, aheadMs: body.at - now() });
    return body;
  }

  async function readOnce(): Promise<void> {
    try {
      const { n } = await ask(stopping.signal);
      if (live.standing(stream).n === undefined) live.startAfter(stream, n);
    } catch (error) {
      if (stopping.signal.aborted) return;
      status.set({ ...status.get(), failure: error });
      if (!isForGood(error)) stopTimer = later(askAgainMs, () => void read());
    }
  }

  const taps = createTaps({
    ...{ api, newKey },
    onTicket: (ticket: TicketView) => show(withTicket(board.get(), ticket)),
    onRefused: () => void read(),
  });

  return {
    board: board as Observable<Board>,
    status: status as Observable<BoardStatus>,
    taps,
    truth: (): Truth =>
      truthOf({
        ...{ standing: live.standing(stream), live: live.status.get().state, openedAt, now: now() },
        isLoaded: status.get().isLoaded,
      }),
    async start(): Promise<void> {
      // The list first: the socket then goes on exactly where the list ends.
      await read();
      if (!stopping.signal.aborted && !isForGood(status.get().failure)) live.start();
    },
    read,
    hurry: () => live.hurry(),
    /** The last word counts, so an answer of ours is shown before the store's stream tells it. */
    noteSoldOut(itemId: string, soldOut: boolean): void {
      show(withSoldOut(board.get(), itemId, soldOut, live.standing(stream).n ?? 0));
    },
    noteTaking(taking: Omit<Board["taking"], "n">): void {
      show(withTaking(board.get(), { ...taking, n: live.standing(stream).n ?? 0 }));
    },
    dispose(): void {
      stopping.abort();
      stopTimer();
      taps.stop();
      live.dispose();
    },
  };
}
