import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Fragment } from "react";
import { usePromotion } from "../../shared/extras.ts";
import { PromotionLine } from "../../shared/promotion-line.tsx";
import { useText } from "../../shared/texts.ts";
import { CategoryChips, sectionId } from "./category-chips.tsx";
import { ItemCard } from "./item-card.tsx";
import { useMenuText } from "./menu-texts.ts";
import { searchMenu } from "./search.ts";
import { beginningOf, sectionsOf } from "./sections.ts";
import { useGrowing } from "./use-growing.ts";

type PartProps = { menu: PublishedMenu; soldOut: readonly string[] | undefined };

/** What is advertised stands so far down that it comes in unseen. */
const promotionAfter = 1;

export function Categories({ menu, soldOut }: PartProps) {
  const language = useLanguage();
  const { data: promotion } = usePromotion(menu.storeId, []);
  const { shown, isWhole } = useGrowing(menu.items.length);
  const all = sectionsOf(menu);
  const filled = isWhole ? all : beginningOf(all, shown);
  if (filled.length === 0) return null;
  return (
    <>
      <CategoryChips categories={all} isWhole={isWhole} />
      {filled.map(({ categoryId, name, items }, at) => (
        <Fragment key={categoryId}>
          <section id={sectionId(categoryId)} className="category" aria-labelledby={`name-of-${categoryId}`}>
            <h2 id={`name-of-${categoryId}`} tabIndex={-1}>
              {localised(name, language)}
            </h2>
            <ItemGrid {...{ items, soldOut }} storeId={menu.storeId} />
          </section>
          {at === promotionAfter && promotion ? <PromotionLine promotion={promotion} /> : null}
        </Fragment>
      ))}
    </>
  );
}

export function Found({ menu, soldOut, query }: PartProps & { query: string }) {
  const say = useMenuText();
  const items = searchMenu(menu, query);
  return (
    <section className="category" aria-label={say("search")}>
      <p role="status" className={items.length === 0 ? "ui-unseen" : "soft"}>
        {items.length === 0 ? say("notFound") : say("found", { n: items.length })}
      </p>
      {items.length === 0 ? (
        <div className="empty">
          <h2>{say("notFound")}</h2>
          <p className="soft">{say("notFoundText")}</p>
        </div>
      ) : null}
      <ItemGrid {...{ items, soldOut }} storeId={menu.storeId} />
    </section>
  );
}

type GridProps = { items: readonly MenuItem[]; soldOut: readonly string[] | undefined; storeId: string };

const ItemGrid = ({ items, soldOut = [], storeId }: GridProps) => (
  <ul className="item-grid">
    {items.map((item) => (
      <li key={item.itemId}>
        <ItemCard item={item} storeId={storeId} isSoldOut={soldOut.includes(item.itemId)} />
      </li>
    ))}
  </ul>
);

export function MenuSkeleton() {
  const say = useText();
  return (
    <div className="item-grid" role="status" aria-label={say("loading")}>
      {[1, 2, 3, 4, 5, 6].map((each) => (
        <Skeleton key={each} height="13rem" />
      ))}
    </div>
  );
}
