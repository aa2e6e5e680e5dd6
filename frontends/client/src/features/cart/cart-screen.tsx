import { localised, useLanguage, won } from "@siren/web/i18n";
import { Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import { Link } from "react-router";
import { lineName } from "../../shared/cart.ts";
import { type ShownLine, shownLines, stops, totalOf, troubleOf } from "../../shared/cart-lines.ts";
import { RatesNote } from "../../shared/currency-picker.tsx";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { unitPrice } from "../../shared/options.ts";
import { useMenu, useStore, useStoreNow } from "../../shared/queries.ts";
import { Screen } from "../../shared/screen.tsx";
import { SecondPrice } from "../../shared/second-price.tsx";
import { useServices } from "../../shared/services.ts";
import { StoreLine } from "../../shared/store-line.tsx";
import { useText } from "../../shared/texts.ts";
import { CartExtras } from "./cart-extras.tsx";
import { CartLineRow } from "./cart-line.tsx";
import { useCartText } from "./cart-texts.ts";
import { type TakenOut, UndoBar } from "./undo-bar.tsx";
import "./cart.css";

const emptyCup = { itemId: "cappuccino", categoryId: "espresso" };

export function CartScreen() {
  const say = useCartText();
  const sayShared = useText();
  const language = useLanguage();
  const { cart } = useServices();
  const { storeId, lines, seen } = useObservable(cart);
  const store = useStore(storeId);
  const { data: menu, isError } = useMenu(storeId ?? "");
  const now = useStoreNow(storeId ?? "");
  const [taken, setTaken] = useState<TakenOut | null>(null);
  const undo = (
    <UndoBar
      taken={taken}
      onUndo={(one) =>
        setTaken(cart.putBack(one.storeId, one.at, one.line) ? null : { ...one, hasNoRoom: true })
      }
      onDismiss={() => setTaken(null)}
    />
  );

  if (storeId === null || lines.length === 0) {
    return (
      <Screen title={sayShared("cart")}>
        {undo}
        <div className="empty">
          <ItemDrawing item={emptyCup} />
          <h2>{say("cartEmpty")}</h2>
          <p className="soft">{say("cartEmptyLead")}</p>
          <Link className="ui-button" to="/menu">
            {say("toMenu")}
          </Link>
        </div>
      </Screen>
    );
  }
  const shown = shownLines(lines, menu);
  const troubles = shown.map((each) => troubleOf(each, now, seen));
  const isStopped = troubles.some(stops);

  function takeOut({ line, item }: ShownLine, at: number): void {
    const name = item ? localised(item.name, language) : say("formerItem");
    if (storeId !== null) setTaken({ storeId, at, line, name });
    cart.setQuantity(at, 0);
  }

  return (
    <Screen
      title={sayShared("cart")}
      lead={store ? localised(store.name, language) : undefined}
      back={`/stores/${storeId}`}
    >
      <div className="cart-head">
        <StoreLine now={now} />
        {!menu && isError ? (
          <Note tone="warn">
            <p>{say("menuAway")}</p>
          </Note>
        ) : null}
        {undo}
      </div>
      <ul className="cart-lines">
        {shown.map((each, at) => (
          <CartLineRow
            key={lineName(each.line)}
            {...{ shown: each, storeId }}
            trouble={troubles[at] ?? null}
            isMenuKnown={menu !== undefined}
            onQuantity={(quantity) => cart.setQuantity(at, quantity)}
            onRemove={() => takeOut(each, at)}
            onSeen={() => each.item && cart.see(each.line, unitPrice(each.item, each.line.choiceIds))}
          />
        ))}
      </ul>
      <Link to={`/stores/${storeId}`} className="ui-button add-more" data-look="quiet">
        {say("addMore")}
      </Link>
      {menu ? (
        <CartExtras
          menu={menu}
          itemIds={lines.map(({ itemId }) => itemId)}
          soldOutChoices={now?.soldOutOptions ?? []}
        />
      ) : null}
      <RatesNote />
      <div className="bottom-bar">
        <p className="row spread">
          <span>{say("total")}</span>
          <span className="cart-total">
            <SecondPrice amount_krw={totalOf(shown)} />
            <strong className="price-l">{menu ? won(totalOf(shown), language) : "–"}</strong>
          </span>
        </p>
        {isStopped ? <p className="small bad">{say("fixFirst")}</p> : null}
        {isStopped ? (
          <button type="button" className="ui-button" data-wide disabled>
            {say("toCheckout")}
          </button>
        ) : (
          <Link to="/checkout" className="ui-button" data-wide data-testid="go-to-checkout">
            {say("toCheckout")}
          </Link>
        )}
      </div>
    </Screen>
  );
}
