import type { CartLine } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { afterPaint } from "@siren/web/live/after-paint";
import { part } from "@siren/web/part-of-the-page";
import { useObservable } from "@siren/web/use-observable";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { isFullFor } from "./cart.ts";
import { meanStore, meantStores } from "./chosen-stores.ts";
import { useStoresNear } from "./near-stores.ts";
import { useServices } from "./services.ts";
import { whereabouts } from "./where.ts";
import { type Doubt, doubtAbout } from "./wrong-store.ts";

export type Wish = { line: CartLine; unit_krw: number; onAdded: () => void; insteadOf?: string | undefined };
export type Question = { wish: Wish } & ({ about: "other-cart" | "full" } | { about: "store"; doubt: Doubt });

const CartQuestions = part(() => import("./cart-questions.tsx"), "CartQuestions");

/** Said to be right in this visit: nobody is asked the same twice. */
const confirmed = new Set<string>();

/**
 * Into the cart, unless something is to be asked first: whether this is the store that is meant, and what becomes of
 * another store's cart. `questions` is the dialog, which the screen has to show.
 */
export function useAddToCart(storeId: string): {
  /** `insteadOf`: the name of the line that it takes the place of. */
  add: (line: CartLine, unit_krw: number, onAdded?: () => void, insteadOf?: string) => void;
  questions: ReactNode;
} {
  const language = useLanguage();
  const navigate = useNavigate();
  const { cart, allowSound } = useServices();
  const kept = useObservable(cart);
  const { stores = [] } = useStoresNear();
  const [asked, setAsked] = useState<Question | null>(null);
  const [wasAsked, setWasAsked] = useState(false);
  if (asked && !wasAsked) setWasAsked(true);
  useEffect(() => afterPaint(() => void whereabouts.recall()), []);
  const nameOf = (id: string | null) => {
    const store = stores.find((each) => each.storeId === id);
    return store ? localised(store.name, language) : (id ?? "");
  };
  const here = nameOf(storeId);

  function ask(wish: Wish): void {
    const now = cart.get();
    const doubt = doubtAbout({ storeId, stores, meant: meantStores(), confirmed: [...confirmed] });
    const isElsewhere = now.storeId !== null && now.storeId !== storeId && now.lines.length > 0;
    if (doubt && wish.insteadOf === undefined) setAsked({ wish, about: "store", doubt });
    else if (isElsewhere) setAsked({ wish, about: "other-cart" });
    else if (isFullFor(now, storeId, wish.line, wish.insteadOf)) setAsked({ wish, about: "full" });
    else put(wish);
  }

  function put({ line, unit_krw, onAdded, insteadOf }: Wish): void {
    setAsked(null);
    confirmed.add(storeId);
    meanStore(storeId);
    if (insteadOf === undefined) cart.add(storeId, line, unit_krw);
    else cart.replace(insteadOf, line, unit_krw);
    onAdded();
  }

  function goTo(path: string): void {
    setAsked(null);
    navigate(path);
  }

  const questions = wasAsked ? (
    <Suspense fallback={null}>
      <CartQuestions
        {...{ asked, here, nameOf, put, goTo }}
        cartStoreId={kept.storeId}
        onClosed={(about) => setAsked((known) => (known?.about === about ? null : known))}
        onRight={(wish) => {
          confirmed.add(storeId);
          ask(wish);
        }}
      />
    </Suspense>
  ) : null;

  return {
    add(line, unit_krw, onAdded = () => {}, insteadOf) {
      allowSound();
      ask({ line, unit_krw, onAdded, insteadOf });
    },
    questions,
  };
}
