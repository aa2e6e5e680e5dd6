import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { mostLines, mostOfOne } from "./cart.ts";
import { distanceWords } from "./distance.ts";
import { useGuardText } from "./guard-texts.ts";
import type { Question, Wish } from "./use-add-to-cart.tsx";
import type { Doubt } from "./wrong-store.ts";

type Props = {
  asked: Question | null;
  here: string;
  cartStoreId: string | null;
  nameOf: (storeId: string | null) => string;
  put: (wish: Wish) => void;
  goTo: (path: string) => void;
  onClosed: (about: Question["about"]) => void;
  onRight: (wish: Wish) => void;
};

/** What is asked before something goes into the cart; few are, so it comes with the first question. */
export function CartQuestions(props: Props) {
  const { asked, here, cartStoreId, nameOf, put, goTo, onClosed, onRight } = props;
  const say = useGuardText();
  /** A dialog that gives way to the next question closes after that one was asked. */
  const closing = (about: Question["about"]) => () => onClosed(about);
  return (
    <>
      <Dialog open={asked?.about === "store"} title={say("sureStore")} onClose={closing("store")}>
        {asked?.about === "store" ? (
          <StoreQuestion
            {...{ doubt: asked.doubt, here, nameOf, goTo }}
            onRight={() => onRight(asked.wish)}
          />
        ) : null}
      </Dialog>
      <Dialog open={asked?.about === "other-cart"} title={say("otherStore")} onClose={closing("other-cart")}>
        <p>{say("otherStoreText", { store: nameOf(cartStoreId), here })}</p>
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
