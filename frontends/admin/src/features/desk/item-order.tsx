import type { MenuDesk } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";
import { itemOf } from "./desk-queries.ts";
import { useMenuText } from "./menu-texts.ts";
import { MoveButtons } from "./move-buttons.tsx";

type Props = {
  desk: MenuDesk;
  category: string;
  itemIds: readonly string[];
  onMove: (itemId: string, by: -1 | 1) => void;
};

/** In which order a customer meets what is in one category. */
export function ItemOrder({ desk, category, itemIds, onMove }: Props) {
  const say = useMenuText();
  const language = useLanguage();
  return (
    <section className="desk-group">
      <h2>{say("itemsOf", { name: category })}</h2>
      <ol>
        {itemIds.map((itemId, at) => {
          const item = itemOf(desk, itemId);
          const named = item ? localised(item.name, language) : itemId;
          return (
            <li key={itemId} className="desk-item">
              <span className="desk-item-name">{named}</span>
              <MoveButtons
                name={named}
                isFirst={at === 0}
                isLast={at === itemIds.length - 1}
                onMove={(by) => onMove(itemId, by)}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
