import { localised, useLanguage, won } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Link, useParams } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useMenu, useStore, useStoreNow } from "../../shared/queries.ts";
import { Failed, Screen } from "../../shared/screen.tsx";
import { StoreNotice } from "../../shared/store-notice.tsx";
import { useText } from "../../shared/texts.ts";

export function MenuScreen() {
  const say = useText();
  const language = useLanguage();
  const { storeId = "" } = useParams();
  const store = useStore(storeId);
  const { data: menu, error, refetch } = useMenu(storeId);
  const now = useStoreNow(storeId);
  const title = store ? localised(store.name, language) : say("menu");
  const filled = menu?.categories
    .map((category) => ({
      ...category,
      items: menu.items.filter((item) => item.categoryId === category.categoryId),
    }))
    .filter(({ items }) => items.length > 0);

  return (
    <Screen
      title={title}
      lead={
        <Link to="/" className="ui-link">
          {say("changeStore")}
        </Link>
      }
    >
      <StoreNotice now={now} />
      {!menu && error ? <Failed text={say("menuFailed")} error={error} onRetry={refetch} /> : null}
      {!menu && !error ? (
        <div className="item-grid" role="status" aria-label={say("loading")}>
          {[1, 2, 3, 4, 5, 6].map((each) => (
            <Skeleton key={each} height="12rem" />
          ))}
        </div>
      ) : null}
      {filled ? (
        <nav className="chips" aria-label={say("categories")}>
          {filled.map(({ categoryId, name }) => (
            <a key={categoryId} href={`#${categoryId}`} onClick={(event) => scrollTo(event, categoryId)}>
              {localised(name, language)}
            </a>
          ))}
        </nav>
      ) : null}
      {filled?.map(({ categoryId, name, items }) => (
        <section key={categoryId} id={categoryId} className="category" aria-labelledby={`name-${categoryId}`}>
          <h2 id={`name-${categoryId}`} tabIndex={-1}>
            {localised(name, language)}
          </h2>
          <ul className="item-grid">
            {items.map((item) => (
              <li key={item.itemId}>
                <Link
                  to={`/stores/${storeId}/items/${item.itemId}`}
                  className="item-card"
                  data-testid={`item-${item.itemId}`}
                  data-sold-out={now?.soldOut.includes(item.itemId)}
                >
                  <span className="item-picture">
                    <ItemDrawing item={item} />
                  </span>
                  <strong>{localised(item.name, language)}</strong>
                  <span className="price">
                    {now?.soldOut.includes(item.itemId) ? say("soldOut") : won(item.price_krw, language)}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Screen>
  );
}

/** The address keeps naming the screen, and the heading takes the focus. */
function scrollTo(event: { preventDefault: () => void }, categoryId: string): void {
  event.preventDefault();
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById(categoryId)?.scrollIntoView({ behavior: calm ? "auto" : "smooth" });
  document.getElementById(`name-${categoryId}`)?.focus({ preventScroll: true });
}
