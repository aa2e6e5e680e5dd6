import type { CartLine } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { afterPaint } from "@siren/web/live/after-paint";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useObservable } from "@siren/web/use-observable";
import { type ReactNode, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { isFullFor, mostLines, mostOfOne } from "./cart.ts";
import { meanStore, meantStores } from "./chosen-stores.ts";
import { distanceWords } from "./distance.ts";
import { useGuardText } from "./guard-texts.ts";
import { useStoresNear } from "./near-stores.ts";
import { useServices } from "./services.ts";
import { whereabouts } from "./where.ts";
import { type Doubt, doubtAbout } from "./wrong-store.ts";

type Wish = { line: CartLine; unit_krw: number; onAdded: () => void };
type Question = { wish: Wish } & ({ about: "other-cart" | "full" } | { about: "store"; doubt: Doubt });

/** Said to be right in this visit: nobody is asked the same twice. */
const confirmed = new Set<string>();

/**
 * Into the cart, unless something is to be asked first: whether this is the store that is meant, and what becomes of
 * another store's cart. `questions` is the dialog, which the screen has to show.
 */
export function useAddToCart(storeId: string): {
  add: (line: CartLine, unit_krw: number, onAdded: () => void) => void;
  questions: ReactNode;
} {
  const say = useGuardText();
  const language = useLanguage();
  const navigate = useNavigate();
  const { cart, allowSound } = useServices();
  const kept = useObservable(cart);
  const { stores = [] } = useStoresNear();
  const [asked, setAsked] = useState<Question | null>(null);
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
    if (doubt) setAsked({ wish, about: "store", doubt });
    else if (isElsewhere) setAsked({ wish, about: "other-cart" });
    else if (isFullFor(now, storeId, wish.line)) setAsked({ wish, about: "full" });
    else put(wish);
  }

  function put({ line, unit_krw, onAdded }: Wish): void {
    setAsked(null);
    confirmed.add(storeId);
    meanStore(storeId);
    cart.add(storeId, line, unit_krw);
    onAdded();
  }

  function goTo(path: string): void {
    setAsked(null);
    navigate(path);
  }

  /** A dialog that gives way to the next question closes after that one was asked. */
  const closing = (about: Question["about"]) => () =>
    setAsked((known) => (known?.about === about ? null : known));
  const questions = (
    <>
      <Dialog open={asked?.about === "store"} title={say("sureStore")} onClose={closing("store")}>
        {asked?.about === "store" ? (
          <StoreQuestion
            {...{ doubt: asked.doubt, here, nameOf, goTo }}
            onRight={() => {
              confirmed.add(storeId);
              ask(asked.wish);
            }}
          />
        ) : null}
      </Dialog>
      <Dialog open={asked?.about === "other-cart"} title={say("otherStore")} onClose={closing("other-cart")}>
        <p>{say("otherStoreText", { store: nameOf(kept.storeId), here })}</p>
        <div className="ui-dialog-actions">
          <Button look="quiet" data-testid="keep-cart" onClick={() => goTo("/cart")}>
            {say("keepCart")}
          </Button>
          <Button data-testid="start-new-cart" onClick={() => asked && put(asked.wish)}>
            {say("startNew")}
          </Button>
        </div>
      </Dialog>
      <Dialog open={asked?.about === "full"} title={say("cartFull")} onClose={closing("full")}>
        <p>{say("cartFullText", { lines: mostLines, pieces: mostOfOne })}</p>
        <div className="ui-dialog-actions">
          <Button look="quiet" onClick={closing("full")}>
            {say("close")}
          </Button>
          <Button onClick={() => goTo("/cart")}>{say("toCart")}</Button>
        </div>
      </Dialog>
    </>
  );

  return {
    add(line, unit_krw, onAdded) {
      allowSound();
      ask({ line, unit_krw, onAdded });
    },
    questions,
  };
}

type StoreQuestionProps = {
  doubt: Doubt;
  here: string;
  nameOf: (storeId: string) => string;
  goTo: (path: string) => void;
  onRight: () => void;
};

function StoreQuestion({ doubt, here, nameOf, goTo, onRight }: StoreQuestionProps) {
  const say = useGuardText();
  const other = doubt.kind === "far-alone" ? "" : nameOf(doubt.other.storeId);
  const distance = doubt.kind === "unusual" ? "" : distanceWords(doubt.distanceM);
  return (
    <>
      {doubt.kind === "far" ? (
        <p>{say("farText", { here, distance, other, otherDistance: distanceWords(doubt.otherDistanceM) })}</p>
      ) : null}
      {doubt.kind === "far-alone" ? <p>{say("farAloneText", { here, distance })}</p> : null}
      {doubt.kind === "unusual" ? <p>{say("unusualText", { here, other })}</p> : null}
      <div className="ui-dialog-actions">
        {doubt.kind === "far-alone" ? (
          <Button look="quiet" onClick={() => goTo("/")}>
            {say("pickAnother")}
          </Button>
        ) : (
          <Button
            look="quiet"
            data-testid="other-store"
            onClick={() => goTo(`/stores/${doubt.other.storeId}`)}
          >
            {say("goToOther", { other })}
          </Button>
        )}
        <Button data-testid="store-is-right" onClick={onRight}>
          {say("hereIsRight")}
        </Button>
      </div>
    </>
  );
}
