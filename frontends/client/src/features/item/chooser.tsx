import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import { lineName, mostOfOne } from "../../shared/cart.ts";
import { choiceNames } from "../../shared/cart-lines.ts";
import { RatesNote } from "../../shared/currency-picker.tsx";
import {
  choicesAgain,
  defaultChoices,
  isOffered,
  tapped,
  unitPrice,
  withoutClashes,
} from "../../shared/options.ts";
import { justAdded } from "../../shared/passing-word.ts";
import { useStoreNow } from "../../shared/queries.ts";
import { Screen } from "../../shared/screen.tsx";
import { SecondPrice } from "../../shared/second-price.tsx";
import { useServices } from "../../shared/services.ts";
import { Stepper } from "../../shared/stepper.tsx";
import { StoreLine } from "../../shared/store-line.tsx";
import { goneFor } from "../../shared/store-words.ts";
import { useText } from "../../shared/texts.ts";
import { useAddToCart } from "../../shared/use-add-to-cart.tsx";
import { useWayBack } from "../../shared/way-back.ts";
import { Heart } from "./heart.tsx";
import { ItemFacts } from "./item-facts.tsx";
import { useItemText } from "./item-texts.ts";
import { OptionGroupField } from "./option-group.tsx";

type Props = {
  item: MenuItem;
  storeId: string;
  /** The choices that somebody comes with: from the cart, a favourite, a habit. */
  before: readonly string[] | null;
  isEdit: boolean;
};

export function Chooser({ item, storeId, before, isEdit }: Props) {
  const say = useItemText();
  const sayShared = useText();
  const language = useLanguage();
  const goBack = useWayBack();
  const { cart } = useServices();
  const kept = useObservable(cart);
  const now = useStoreNow(storeId);
  const soldOut = now?.soldOutOptions ?? [];
  const { add, questions } = useAddToCart(storeId);
  const [picked, setPicked] = useState(() => (before === null ? null : choicesAgain(item, before)));
  // Until something is tapped, what the store turns out to be out of is not among what is usual.
  const chosen = picked ?? defaultChoices(item, soldOut);
  const editedName =
    isEdit && before !== null ? lineName({ itemId: item.itemId, choiceIds: [...before] }) : null;
  const edited =
    kept.storeId === storeId ? kept.lines.find((each) => lineName(each) === editedName) : undefined;
  const [quantity, setQuantity] = useState(edited?.quantity ?? 1);
  // The next screen may take its time to come, and this one can be tapped until then.
  const [hasLeft, setHasLeft] = useState(false);
  const [gaveWay, setGaveWay] = useState<string[]>([]);
  const name = localised(item.name, language);
  const gone = goneFor(now, item.itemId, chosen);
  const unit_krw = unitPrice(item, chosen);
  const line = { itemId: item.itemId, choiceIds: chosen, quantity };
  const price = won(unit_krw * quantity, language);

  function tap(choiceId: string): void {
    const group = item.optionGroups.find(({ choices }) => choices.some((each) => each.choiceId === choiceId));
    if (!group) return;
    const wanted = tapped(group, chosen, choiceId);
    const next = withoutClashes(item, wanted, choiceId);
    setGaveWay(wanted.filter((each) => !next.includes(each)));
    setPicked(next);
  }

  function leaveFor(path: string): void {
    setHasLeft(true);
    goBack(path);
  }

  function done(): void {
    if (hasLeft) return;
    if (edited && editedName !== null) add(line, unit_krw, () => leaveFor("/cart"), editedName);
    else
      add(line, unit_krw, () => {
        justAdded.set({ name });
        leaveFor(`/stores/${storeId}`);
      });
  }
  const swapped = choiceNames(item, gaveWay).map((each) => localised(each, language));

  return (
    <Screen title={name} back={edited ? "/cart" : `/stores/${storeId}`}>
      <StoreLine now={now} />
      <div className="item-layout">
        <ItemFacts {...{ item, chosen }}>
          <Heart {...{ line, storeId }} name={item.name} />
        </ItemFacts>
        <div className="stack">
          {item.optionGroups.map((group) => (
            <OptionGroupField key={group.groupId} {...{ item, group, chosen, soldOut }} onTap={tap} />
          ))}
          <p className="soft small option-note" role="status" data-testid="gave-way">
            {swapped.length > 0 ? say("gaveWay", { names: swapped.join(", ") }) : ""}
          </p>
          <div className="row spread">
            <strong>{sayShared("quantity")}</strong>
            <Stepper
              {...{ value: quantity, min: 1, max: mostOfOne, label: sayShared("quantity") }}
              onChange={setQuantity}
            />
          </div>
          <RatesNote />
        </div>
      </div>
      <div className="bottom-bar">
        <Button
          wide
          className="add-button"
          busy={hasLeft}
          disabled={gone !== null || !isOffered(item, chosen)}
          data-testid="add-to-cart"
          onClick={done}
        >
          {gone === null
            ? say(edited ? "changeFor" : "addFor", { price })
            : say(gone === "item" ? "soldOutNow" : "choiceSoldOut")}
          {gone === null ? <SecondPrice amount_krw={unit_krw * quantity} /> : null}
        </Button>
      </div>
      {questions}
    </Screen>
  );
}
