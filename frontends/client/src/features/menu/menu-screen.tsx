import type { StoreNow } from "@siren/contracts/barista";
import type { StoreProfile } from "@siren/contracts/menu";
import { ApiProblem } from "@siren/web/failures";
import { localised, useLanguage } from "@siren/web/i18n";
import { storage } from "@siren/web/storage";
import { useDeferredValue, useEffect } from "react";
import { Link, useParams } from "react-router";
import { lastStoreKeptAs } from "../../shared/chosen-stores.ts";
import { CurrencyPicker, RatesNote } from "../../shared/currency-picker.tsx";
import { useMenu, useStore, useStoreNow } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { StoreLine } from "../../shared/store-line.tsx";
import { useText } from "../../shared/texts.ts";
import { useOpening } from "../../shared/use-opening-words.ts";
import { Categories, Found, MenuSkeleton } from "./menu-lists.tsx";
import { MenuSearch } from "./menu-search.tsx";
import { useMenuText } from "./menu-texts.ts";
import { QuickShelf } from "./quick-shelf.tsx";
import { useTyped } from "./use-typed.ts";
import "./menu.css";

export function MenuScreen() {
  const { storeId = "" } = useParams();
  // Another store's menu is another screen: nothing of a search goes along.
  return <StoreMenu key={storeId} storeId={storeId} />;
}

function StoreMenu({ storeId }: { storeId: string }) {
  const say = useMenuText();
  const sayShared = useText();
  const language = useLanguage();
  const store = useStore(storeId);
  const { data, error, refetch } = useMenu(storeId);
  // So many cards are drawn in pieces: a tap meanwhile is answered.
  const menu = useDeferredValue(data);
  const now = useStoreNow(storeId);
  const [typed, setTyped] = useTyped();
  const query = useDeferredValue(typed);
  const title = store ? localised(store.name, language) : sayShared("menu");
  const isKnown = menu !== undefined;
  // What is no store must not become the one that the page begins with.
  useEffect(() => {
    if (isKnown) storage.setItem(lastStoreKeptAs, storeId);
  }, [isKnown, storeId]);
  const isUnknown = error instanceof ApiProblem && [400, 404].includes(error.problem.status);

  if (!menu && isUnknown) {
    return (
      <Screen title={say("noStoreSuch")} narrow>
        <p className="soft">{say("noStoreSuchText")}</p>
        <Link to="/" className="ui-button">
          {say("toStores")}
        </Link>
      </Screen>
    );
  }
  return (
    <Screen
      title={title}
      lead={
        <span className="menu-lead">
          <Link to="/" className="ui-link">
            {say("changeStore")}
          </Link>
          <CurrencyPicker />
        </span>
      }
    >
      <div className="menu-head">
        {store ? <MenuStoreLine {...{ store, now }} /> : <StoreLine now={now} />}
        <MenuSearch value={typed} onChange={setTyped} />
        <RatesNote />
      </div>
      {!menu && error ? <Failed text={say("menuFailed")} error={error} onRetry={refetch} /> : null}
      {!menu && !error ? <MenuSkeleton /> : null}
      {menu?.items.length === 0 ? (
        <div className="empty">
          <h2>{say("menuEmpty")}</h2>
          <p className="soft">{say("menuEmptyText")}</p>
        </div>
      ) : null}
      {menu && query.trim() !== "" ? <Found menu={menu} query={query} soldOut={now?.soldOut} /> : null}
      {menu && query.trim() === "" ? (
        <>
          <QuickShelf menu={menu} now={now} />
          <Categories menu={menu} soldOut={now?.soldOut} />
        </>
      ) : null}
    </Screen>
  );
}

function MenuStoreLine({ store, now }: { store: StoreProfile; now: StoreNow | undefined }) {
  return <StoreLine now={now} usually={useOpening(store).words} />;
}
