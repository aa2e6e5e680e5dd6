import type { StoreNow } from "@siren/contracts/barista";
import type { PublishedMenu } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Link } from "react-router";
import { choiceNames } from "../../shared/cart-lines.ts";
import { useRecommendations } from "../../shared/extras.ts";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { defaultChoices } from "../../shared/options.ts";
import { justAdded } from "../../shared/passing-word.ts";
import { useMember } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { useAddToCart } from "../../shared/use-add-to-cart.tsx";
import { useFavourites } from "../../shared/use-favourites.ts";
import { useMenuText } from "./menu-texts.ts";
import { type QuickPick, quickPicks } from "./quick-picks.ts";
import "./quick-shelf.css";

type Props = { menu: PublishedMenu; now: StoreNow | undefined };

/**
 * One tap to the cart. As high with one thing in it as with ten, so that what order or member tell later moves
 * nothing; a guest who has marked nothing has no shelf at all.
 */
export function QuickShelf({ menu, now }: Props) {
  const say = useMenuText();
  const isMember = useMember() !== null;
  const { favourites } = useFavourites();
  const { data } = useRecommendations(isMember ? menu.storeId : "", []);
  const picks = quickPicks(menu, now, { usual: data?.usual ?? [], favourites });
  const { add, questions } = useAddToCart(menu.storeId);
  const language = useLanguage();
  if (!isMember && picks.length === 0) return null;

  const put = ({ line, unit_krw, item }: QuickPick) =>
    add(line, unit_krw, () => justAdded.set({ name: localised(item.name, language) }));
  return (
    <section aria-label={say("quick")}>
      <ul className="quick-shelf">
        {picks.length === 0 ? <li className="quick-hint soft">{say("noQuick")}</li> : null}
        {picks.map((pick) => (
          <Pick key={pick.name} pick={pick} storeId={menu.storeId} onAdd={() => put(pick)} />
        ))}
      </ul>
      {questions}
    </section>
  );
}

function Pick({ pick, storeId, onAdd }: { pick: QuickPick; storeId: string; onAdd: () => void }) {
  const say = useMenuText();
  const sayShared = useText();
  const language = useLanguage();
  const { item, line, times, called, unit_krw, isSoldOut } = pick;
  const usual = defaultChoices(item);
  const name = localised(item.name, language);
  const choices = choiceNames(
    item,
    line.choiceIds.filter((each) => !usual.includes(each)),
  ).map((each) => localised(each, language));
  const special = called === null ? choices : [name, ...choices];
  return (
    <li className="quick-pick" data-sold-out={isSoldOut}>
      <Link to={`/stores/${storeId}/items/${item.itemId}?with=${line.choiceIds.join(".")}`}>
        <span className="quick-picture">
          <ItemPicture item={item} iced={line.choiceIds.includes("iced")} />
        </span>
        <span className="quick-words">
          <span className="quick-kind">
            {times === null ? say("favourite") : say("usual")}
            {times === null ? null : <span className="ui-unseen">, {say("times", { n: times })}</span>}
          </span>
          <strong>{called ?? name}</strong>
          <span className="soft small quick-choices">
            {isSoldOut ? sayShared("soldOut") : [won(unit_krw, language), ...special].join(" · ")}
          </span>
        </span>
      </Link>
      <button
        type="button"
        className="round-button"
        aria-label={say("addOne", { name: [name, ...choices].join(", ") })}
        data-testid={`quick-${item.itemId}`}
        disabled={isSoldOut}
        onClick={onAdd}
      >
        +
      </button>
    </li>
  );
}
