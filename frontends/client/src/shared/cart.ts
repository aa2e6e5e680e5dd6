import { slug } from "@siren/contracts/ids";
import { type CartLine, cartLine } from "@siren/contracts/order";
import { type Observable, observable } from "@siren/web/observable";
import * as z from "zod/mini";

const keptAs = "siren.cart";
const mostLines = 20;
export const mostOfOne = 20;

const cart = z.object({ storeId: z.nullable(slug), lines: z.array(cartLine) });
export type Cart = z.infer<typeof cart>;
const emptyCart: Cart = { storeId: null, lines: [] };

const isSame = (a: CartLine, b: CartLine) =>
  a.itemId === b.itemId && [...a.choiceIds].sort().join() === [...b.choiceIds].sort().join();

/** The same drink with the same options becomes one line; a cart belongs to one store. */
export function withLine(before: Cart, storeId: string, line: CartLine): Cart {
  const lines = before.storeId === storeId ? before.lines : [];
  const at = lines.findIndex((each) => isSame(each, line));
  if (at === -1) return { storeId, lines: [...lines, line].slice(0, mostLines) };
  const quantity = Math.min(mostOfOne, (lines[at]?.quantity ?? 0) + line.quantity);
  return { storeId, lines: lines.with(at, { ...line, quantity }) };
}

export function withQuantity(before: Cart, at: number, quantity: number): Cart {
  const line = before.lines[at];
  if (!line) return before;
  const lines =
    quantity < 1
      ? before.lines.toSpliced(at, 1)
      : before.lines.with(at, { ...line, quantity: Math.min(mostOfOne, quantity) });
  return lines.length === 0 ? emptyCart : { ...before, lines };
}

export const countOf = (kept: Cart): number => kept.lines.reduce((sum, { quantity }) => sum + quantity, 0);

export type CartKeeper = Observable<Cart> & {
  add: (storeId: string, line: CartLine) => void;
  setQuantity: (at: number, quantity: number) => void;
  clear: () => void;
  /** Another tab changed it. */
  reread: () => void;
};

export function createCart(storage: Pick<Storage, "getItem" | "setItem">): CartKeeper {
  const kept = observable<Cart>(read());

  function read(): Cart {
    try {
      const found = cart.safeParse(JSON.parse(storage.getItem(keptAs) ?? "null"));
      return found.success ? found.data : emptyCart;
    } catch {
      return emptyCart;
    }
  }

  function keep(next: Cart): void {
    storage.setItem(keptAs, JSON.stringify(next));
    kept.set(next);
  }

  return {
    ...kept,
    add: (storeId, line) => keep(withLine(kept.get(), storeId, line)),
    setQuantity: (at, quantity) => keep(withQuantity(kept.get(), at, quantity)),
    clear: () => keep(emptyCart),
    reread: () => kept.set(read()),
  };
}
