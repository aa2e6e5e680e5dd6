import { localised, useLanguage, won } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useObservable } from "@siren/web/use-observable";
import { Link } from "react-router";
import { mostOfOne } from "../../shared/cart.ts";
import { choiceNames, shownLines, totalOf } from "../../shared/cart-lines.ts";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useMenu, useStore } from "../../shared/queries.ts";
import { Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { Stepper } from "../../shared/stepper.tsx";
import { useText } from "../../shared/texts.ts";

export function CartScreen() {
  const say = useText();
  const language = useLanguage();
  const { cart } = useServices();
  const { storeId, lines } = useObservable(cart);
  const store = useStore(storeId);
  const { data: menu } = useMenu(storeId ?? "");
  const shown = shownLines(lines, menu);

  if (storeId === null || lines.length === 0) {
    return (
      <Screen title={say("cart")}>
        <div className="empty">
          <ItemDrawing item={{ itemId: "cappuccino", categoryId: "espresso" }} />
          <h2>{say("cartEmpty")}</h2>
          <p className="soft">{say("cartEmptyLead")}</p>
          <Link className="ui-button" to="/menu">
            {say("toMenu")}
          </Link>
        </div>
      </Screen>
    );
  }

  return (
    <Screen
      title={say("cart")}
      lead={store ? localised(store.name, language) : undefined}
      back={`/stores/${storeId}`}
    >
      <ul className="lines">
        {shown.map(({ line, item, isGone, line_krw }, at) => {
          const name = item ? localised(item.name, language) : line.itemId;
          return (
            <li key={`${line.itemId}:${line.choiceIds.join()}`} className="cart-line" data-gone={isGone}>
              <span className="line-picture">
                {item ? <ItemDrawing item={item} iced={line.choiceIds.includes("iced")} /> : null}
              </span>
              <div className="line-words">
                <strong>{menu ? name : <Skeleton height="1.2em" width="8em" />}</strong>
                <span className="soft small">
                  {item
                    ? choiceNames(item, line.choiceIds)
                        .map((each) => localised(each, language))
                        .join(" · ")
                    : null}
                </span>
                {isGone ? <span className="bad small">{say("notOffered")}</span> : null}
                <div className="row spread">
                  <Stepper
                    {...{
                      value: line.quantity,
                      min: 0,
                      max: mostOfOne,
                      label: `${name}, ${say("quantity")}`,
                    }}
                    onChange={(quantity) => cart.setQuantity(at, quantity)}
                  />
                  <span className="price">{won(line_krw, language)}</span>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
      <p className="centred">
        <Link to={`/stores/${storeId}`} className="ui-link">
          {say("addMore")}
        </Link>
      </p>
      <div className="bottom-bar">
        <p className="row spread">
          <span>{say("total")}</span>
          <strong className="price-l">{won(totalOf(shown), language)}</strong>
        </p>
        {shown.some(({ isGone }) => isGone) ? (
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
