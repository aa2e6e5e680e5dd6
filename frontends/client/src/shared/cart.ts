import { slug } from "@siren/contracts/ids";
import { krw } from "@siren/contracts/money";
import { type CartLine, cartLine } from "@siren/contracts/order";
import { type Observable, observable } from "@siren/web/observable";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

const keptAs = "siren.cart";
export const mostLines = 20;
export const mostOfOne = 20;

const cart = z.object({
  storeId: z.nullable(slug),
  lines: z.array(cartLine).check(z.maxLength(mostLines)),
  /** What one of a line cost when it was put in, by the line's name; one from before that was noted has none. */
  seen: z.catch(z.optional(z.record(z.string(), krw)), undefined),
});
export type Cart = { storeId: string | null; lines: CartLine[]; seen?: Record<string, number> | undefined };
const emptyCart: Cart = { storeId: null, lines: [] };

type Chosen = Pick<CartLine, "itemId" | "choiceIds">;
/** The same drink with the same options has the same name, in whatever order they were tapped. */
export const lineName = ({ itemId, choiceIds }: Chosen): string =>
  [itemId, ...[...choiceIds].sort()].join(".");
const isSame = (a: CartLine, b: CartLine) => lineName(a) === lineName(b);

/** Only the lines' own notes, so that what was taken out leaves nothing behind. */
function built(storeId: string, lines: CartLine[], seen: Cart["seen"] = {}): Cart {
  if (lines.length === 0) return emptyCart;
  const names = new Set(lines.map(lineName));
  const known = Object.entries(seen).filter(([name]) => names.has(name));
  return { storeId, lines, ...(known.length > 0 && { seen: Object.fromEntries(known) }) };
}

/** The same drink with the same options becomes one line; a cart belongs to one store. */
export function withLine(before: Cart, storeId: string, line: CartLine, unit_krw?: number): Cart {
  const isHere = before.storeId === storeId;
  const lines = isHere ? before.lines : [];
  const seen = { ...(isHere && before.seen), ...(unit_krw !== undefined && { [lineName(line)]: unit_krw }) };
  const at = lines.findIndex((each) => isSame(each, line));
  if (at === -1) return built(storeId, [...lines, line].slice(0, mostLines), seen);
  const quantity = Math.min(mostOfOne, (lines[at]?.quantity ?? 0) + line.quantity);
  return built(storeId, lines.with(at, { ...line, quantity }), seen);
}

export function withQuantity(before: Cart, at: number, quantity: number): Cart {
  const line = before.lines[at];
  if (!line) return before;
  const lines =
    quantity < 1
      ? before.lines.toSpliced(at, 1)
      : before.lines.with(at, { ...line, quantity: Math.min(mostOfOne, quantity) });
  return lines.length === 0 ? emptyCart : built(before.storeId ?? "", lines, before.seen);
}

/** Another choice of options in the place of what was there; one that is there already takes it in. */
export function withInstead(before: Cart, name: string, line: CartLine, unit_krw: number): Cart {
  const { storeId } = before;
  const at = before.lines.findIndex((each) => lineName(each) === name);
  if (at === -1 || storeId === null) return before;
  const seen = { ...before.seen, [lineName(line)]: unit_krw };
  const twin = before.lines.findIndex((each, n) => n !== at && isSame(each, line));
  if (twin === -1) return built(storeId, before.lines.with(at, line), seen);
  const quantity = Math.min(mostOfOne, (before.lines[twin]?.quantity ?? 0) + line.quantity);
  return built(storeId, before.lines.with(twin, { ...line, quantity }).toSpliced(at, 1), seen);
}

/** What has been ordered is not left lying; what was put in since then is. */
export function withoutLines(before: Cart, storeId: string, ordered: readonly CartLine[]): Cart {
  if (before.storeId !== storeId) return before;
  const lines = before.lines.flatMap((line) => {
    const quantity = line.quantity - (ordered.find((each) => isSame(each, line))?.quantity ?? 0);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  return built(storeId, lines, before.seen);
}

/** What was taken out comes back to where it was, or to what was put in of the same since; null where it has no room. */
export function withBack(before: Cart, storeId: string, at: number, line: CartLine): Cart | null {
  if (before.storeId !== null && before.storeId !== storeId) return null;
  if (isFullFor(before, storeId, line)) return null;
  if (before.lines.some((each) => isSame(each, line))) return withLine(before, storeId, line);
  return built(storeId, before.lines.toSpliced(at, 0, line), before.seen);
}

/** A price that has moved since was looked at. */
const withSeen = (before: Cart, line: CartLine, unit_krw: number): Cart =>
  built(before.storeId ?? "", before.lines, { ...before.seen, [lineName(line)]: unit_krw });

export const countOf = (kept: Cart): number => kept.lines.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * Why a line cannot go in: as many kinds as an order may have, or as many of this one. `insteadOf` is the name of the
 * line that it would take the place of.
 */
export function isFullFor(before: Cart, storeId: string, line: CartLine, insteadOf?: string): boolean {
  if (before.storeId !== storeId) return false;
  const others = before.lines.filter((each) => lineName(each) !== insteadOf);
  const known = others.find((each) => isSame(each, line));
  return known ? known.quantity + line.quantity > mostOfOne : others.length >= mostLines;
}

export type CartKeeper = Observable<Cart> & {
  /** `unit_krw`: what one was said to cost. */
  add: (storeId: string, line: CartLine, unit_krw?: number) => void;
  setQuantity: (at: number, quantity: number) => void;
  replace: (name: string, line: CartLine, unit_krw: number) => void;
  /** False where there is no room for it any more. */
  putBack: (storeId: string, at: number, line: CartLine) => boolean;
  see: (line: CartLine, unit_krw: number) => void;
  /** It was ordered. */
  takeOut: (storeId: string, lines: readonly CartLine[]) => void;
  /** Another tab changed it. */
  reread: () => void;
};

export function createCart(storage: Pick<KeptStorage, "getItem" | "setItem">): CartKeeper {
  const kept = observable<Cart>(read());

  function read(): Cart {
    const found = cart.safeParse(readJson(storage, keptAs));
    return found.success ? found.data : emptyCart;
  }

  function keep(next: Cart): void {
    storage.setItem(keptAs, JSON.stringify(next));
    kept.set(next);
  }

  return {
    ...kept,
    add: (storeId, line, unit_krw) => keep(withLine(kept.get(), storeId, line, unit_krw)),
    setQuantity: (at, quantity) => keep(withQuantity(kept.get(), at, quantity)),
    replace: (name, line, unit_krw) => keep(withInstead(kept.get(), name, line, unit_krw)),
    putBack(storeId, at, line) {
      const next = withBack(kept.get(), storeId, at, line);
      if (next) keep(next);
      return next !== null;
    },
    see: (line, unit_krw) => keep(withSeen(kept.get(), line, unit_krw)),
    takeOut: (storeId, lines) => keep(withoutLines(kept.get(), storeId, lines)),
    reread: () => kept.set(read()),
  };
}
