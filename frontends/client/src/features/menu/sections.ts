import type { MenuItem, PublishedMenu } from "@siren/contracts/menu";

type Section = PublishedMenu["categories"][number] & { items: readonly MenuItem[] };

/** The kinds that the menu has something of, in its order. */
export const sectionsOf = ({ categories, items }: Pick<PublishedMenu, "categories" | "items">): Section[] =>
  categories
    .map((category) => ({
      ...category,
      items: items.filter(({ categoryId }) => categoryId === category.categoryId),
    }))
    .filter((section) => section.items.length > 0);

/** So many items of them. */
export function beginningOf(sections: readonly Section[], most: number): Section[] {
  let left = most;
  return sections.flatMap((section) => {
    const items = section.items.slice(0, left);
    left -= items.length;
    return items.length > 0 ? [{ ...section, items }] : [];
  });
}
