import { type FavouriteView, favouriteRequest } from "@siren/contracts/wallet";
import { newKey } from "@siren/web/connections";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote } from "@siren/web/ui/note";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { choiceNames } from "../../shared/cart-lines.ts";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useMenu, useStore } from "../../shared/queries.ts";
import { useFavouriteWrites } from "./favourite-writes.ts";
import { useFavouritesText } from "./favourites-texts.ts";

type Props = { favourite: FavouriteView; isLeaving: boolean; onRemove: () => void };

export function FavouriteRow({ favourite, isLeaving, onRemove }: Props) {
  const word = useFavouritesText();
  const language = useLanguage();
  const [isNaming, setNaming] = useState(false);
  const { name, storeId, lines } = favourite;
  const store = useStore(storeId);
  const { data: menu } = useMenu(storeId ?? "");
  const [first] = lines;
  const item = menu?.items.find(({ itemId }) => itemId === first?.itemId);
  const choices =
    item && first ? choiceNames(item, first.choiceIds).map((each) => localised(each, language)) : [];
  const about = [item ? localised(item.name, language) : "", ...choices].filter((part) => part !== "");
  return (
    <li className="favourite" data-testid="favourite">
      <span className="favourite-picture">
        {item ? <ItemDrawing item={item} iced={first?.choiceIds.includes("iced") ?? false} /> : null}
      </span>
      <div className="favourite-words">
        <strong>{name}</strong>
        <span className="soft small">
          {about.join(" · ")}
          {lines.length > 1 ? ` ${word("others", { n: lines.length - 1 })}` : null}
        </span>
        {store ? (
          <span className="soft small">
            <Link to={item ? `/stores/${storeId}/items/${item.itemId}` : `/stores/${storeId}`}>
              {word("seeItem")}
            </Link>
            {` · ${localised(store.name, language)}`}
          </span>
        ) : null}
        {isNaming ? (
          <Naming favourite={favourite} onDone={() => setNaming(false)} />
        ) : (
          <p className="row">
            <Button look="quiet" aria-label={word("renameOf", { name })} onClick={() => setNaming(true)}>
              {word("rename")}
            </Button>
            <Button look="bare" aria-label={word("removeOf", { name })} busy={isLeaving} onClick={onRemove}>
              {word("remove")}
            </Button>
          </p>
        )}
      </div>
    </li>
  );
}

function Naming({ favourite, onDone }: { favourite: FavouriteView; onDone: () => void }) {
  const word = useFavouritesText();
  const [name, setName] = useState(favourite.name);
  const [isWrong, setWrong] = useState(false);
  const { save } = useFavouriteWrites();
  function submit(event: FormEvent): void {
    event.preventDefault();
    const read = favouriteRequest.shape.name.safeParse(name);
    setWrong(!read.success);
    if (!read.success || save.isPending) return;
    save.mutate({ favourite: { ...favourite, name: read.data }, key: newKey() }, { onSuccess: onDone });
  }
  return (
    <form className="stack-tight" onSubmit={submit} noValidate>
      <Field
        label={word("name")}
        name="favourite-name"
        autoComplete="off"
        maxLength={60}
        value={name}
        autoFocus
        error={isWrong ? word("nameWrong") : undefined}
        onChange={({ target }) => {
          setName(target.value);
          setWrong(false);
        }}
      />
      {save.error ? <FailureNote error={save.error} /> : null}
      <p className="row">
        <Button type="submit" busy={save.isPending}>
          {word("save")}
        </Button>
        <Button look="quiet" onClick={onDone}>
          {word("cancel")}
        </Button>
      </p>
    </form>
  );
}
