import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { mostOfOne } from "../../shared/cart.ts";
import { ItemDrawing } from "../../shared/drawings.tsx";
import {
  allergensOf,
  defaultChoices,
  isOffered,
  tapped,
  unitPrice,
  withoutClashes,
} from "../../shared/options.ts";
import { useMenu, useStore, useStoreNow } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { Stepper } from "../../shared/stepper.tsx";
import { StoreNotice } from "../../shared/store-notice.tsx";
import { goneFor } from "../../shared/store-words.ts";
import { useText } from "../../shared/texts.ts";
import { OptionGroupField } from "./option-group.tsx";

export function ItemScreen() {
  const say = useText();
  const language = useLanguage();
  const { storeId = "", itemId = "" } = useParams();
  const { data: menu, error, refetch } = useMenu(storeId);
  const item = menu?.items.find((each) => each.itemId === itemId);
  const back = `/stores/${storeId}`;
  if (item) return <Chooser key={item.itemId} item={item} storeId={storeId} />;
  return (
    <Screen title={menu ? say("noItemSuch") : say("menu")} back={back}>
      {error && !menu ? <Failed text={say("menuFailed")} error={error} onRetry={refetch} /> : null}
      {!menu && !error ? <Skeleton height="20rem" /> : null}
      {menu ? (
        <p className="soft">
          {localised({ ko: "다른 메뉴를 골라 주세요.", en: "Please pick another." }, language)}
        </p>
      ) : null}
    </Screen>
  );
}

function Chooser({ item, storeId }: { item: MenuItem; storeId: string }) {
  const say = useText();
  const language = useLanguage();
  const navigate = useNavigate();
  const { cart, allowSound } = useServices();
  const kept = useObservable(cart);
  const now = useStoreNow(storeId);
  const otherStore = useStore(kept.storeId);
  const [chosen, setChosen] = useState(() => defaultChoices(item));
  const [quantity, setQuantity] = useState(1);
  const [asksToReplace, setAsksToReplace] = useState(false);
  const name = localised(item.name, language);
  const allergens = allergensOf(item, chosen);
  const without = now?.soldOutOptions ?? [];
  const gone = goneFor(now, item.itemId, chosen);
  const price_krw = unitPrice(item, chosen) * quantity;

  function add(): void {
    allowSound();
    cart.add(storeId, { itemId: item.itemId, choiceIds: chosen, quantity });
    navigate(`/stores/${storeId}`, { state: { added: name } });
  }
  const isElsewhere = kept.storeId !== null && kept.storeId !== storeId && kept.lines.length > 0;

  return (
    <Screen title={name} lead={won(item.price_krw, language)} back={`/stores/${storeId}`}>
      <StoreNotice now={now} />
      <div className="item-layout">
        <div className="item-hero">
          <ItemDrawing item={item} iced={chosen.includes("iced")} />
          {item.description ? <p>{localised(item.description, language)}</p> : null}
          <p className="soft small" data-testid="allergens">
            {allergens.length === 0
              ? say("noAllergens")
              : say("allergens", { names: allergens.map((each) => say(`allergen_${each}`)).join(", ") })}
          </p>
        </div>
        <div className="stack">
          {item.optionGroups.map((group) => (
            <OptionGroupField
              key={group.groupId}
              group={group}
              chosen={chosen}
              soldOut={without}
              onTap={(choiceId) => setChosen(withoutClashes(item, tapped(group, chosen, choiceId), choiceId))}
            />
          ))}
          <div className="row spread">
            <strong>{say("quantity")}</strong>
            <Stepper
              {...{ value: quantity, min: 1, max: mostOfOne, label: say("quantity") }}
              onChange={setQuantity}
            />
          </div>
        </div>
      </div>
      <div className="bottom-bar">
        <Button
          wide
          disabled={gone !== null || !isOffered(item, chosen)}
          data-testid="add-to-cart"
          onClick={() => (isElsewhere ? setAsksToReplace(true) : add())}
        >
          {gone === null
            ? say("addFor", { price: won(price_krw, language) })
            : say(gone === "item" ? "soldOutNow" : "choiceSoldOut")}
        </Button>
      </div>
      <Dialog open={asksToReplace} title={say("otherStore")} onClose={() => setAsksToReplace(false)}>
        <p>
          {say("otherStoreText", {
            store: otherStore ? localised(otherStore.name, language) : (kept.storeId ?? ""),
          })}
        </p>
        <div className="ui-dialog-actions">
          <Button look="quiet" onClick={() => setAsksToReplace(false)}>
            {say("keepCart")}
          </Button>
          <Button onClick={add}>{say("startNew")}</Button>
        </div>
      </Dialog>
    </Screen>
  );
}
