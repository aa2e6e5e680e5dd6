import type { StockView } from "@siren/contracts/barista";
import type { MemberView } from "@siren/contracts/member";
import { type Connections, newKey } from "@siren/web/connections";
import { storage } from "@siren/web/storage";
import { type Board, withDelay, withSoldOut, withStock, withTaking, withTicket } from "./board-state.ts";
import { foreignIn } from "./kept-said.ts";
import { keptTapsOf } from "./kept-taps.ts";
import { keptWishesOf } from "./kept-wishes.ts";
import { createTaps } from "./taps.ts";
import { createWishes, type Wish } from "./wishes.ts";

type Parts = Pick<Connections, "api" | "now" | "chance" | "later"> & {
  storeId: string;
  member: Pick<MemberView, "memberId" | "nickname">;
  serverNow: () => number;
  /** An answer of the service, with the `n` up to which the store's stream is known. */
  onAnswer: (change: (board: Board, n: number) => Board) => void;
  onRefused: () => void;
};

/** What is tapped and said at this board, by whoever stands at it. */
export function createSaidHere({ storeId, member, serverNow, onAnswer, ...parts }: Parts) {
  const kept = {
    taps: keptTapsOf(storage, storeId, member),
    wishes: keptWishesOf(storage, storeId, member),
  };
  const touched = new Map<string, number>();
  const common = { ...parts, newKey, by: member.memberId };
  const taps = createTaps({
    ...{ ...common, kept: kept.taps },
    onTicket: (ticket) => onAnswer((board) => withTicket(board, ticket, undefined, serverNow())),
  });
  const wishes = createWishes({
    ...{ ...common, storeId, kept: kept.wishes, now: serverNow },
    // The last word counts, so an answer of ours is shown before the store's stream tells it.
    onDone: (wish, stock) => onAnswer((board, n) => withDone(board, wish, stock, n)),
  });
  const both = [taps, wishes];

  return {
    taps: {
      ...taps,
      tap(...wish: Parameters<typeof taps.tap>) {
        touched.set(wish[0].ticketId, parts.now());
        return taps.tap(...wish);
      },
    },
    wishes,
    kept: {
      foreign: () => foreignIn(kept.taps, kept.wishes),
      forgetForeign(): void {
        for (const each of [kept.taps, kept.wishes]) each.forgetForeign();
      },
    },
    /** Tapped here a moment ago. */
    isOwn: (ticketId: string, withinMs: number) => parts.now() - (touched.get(ticketId) ?? 0) < withinMs,
    begin: () => both.forEach((each) => void each.begin()),
    hurry: () => both.forEach((each) => void each.hurry()),
    stop: () => both.forEach((each) => void each.stop()),
  };
}

function withDone(board: Board, wish: Wish, stock: StockView | undefined, n: number): Board {
  switch (wish.about) {
    case "state":
      return withTaking(board, { state: wish.state, until: wish.until, note: null, n });
    case "delay":
      return withDelay(board, { minutes: wish.minutes, until: wish.until, n });
    case "item":
      return withSoldOut(board, "soldOut", wish.id, { soldOut: wish.soldOut, n });
    case "option":
      return withSoldOut(board, "soldOutOptions", wish.id, { soldOut: wish.soldOut, n });
    default:
      return stock ? withStock(board, wish.id, stock.isCounted ? stock.free : null, n) : board;
  }
}
