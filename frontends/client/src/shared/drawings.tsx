import type { MenuItem } from "@siren/contracts/menu";
import { baked } from "./drawings/bakery.tsx";
import { bottled } from "./drawings/bottles.tsx";
import { HotDrink } from "./drawings/cups.tsx";
import { ColdDrink } from "./drawings/glasses.tsx";
import { lookOfNew, looks } from "./drawings/looks.ts";
import { Standing } from "./drawings/strokes.tsx";

type DrawingProps = { item: Pick<MenuItem, "itemId" | "categoryId">; iced?: boolean };

/** Drawn by us, one for each item; iced where it is had so. */
export function ItemDrawing({ item: { itemId, categoryId }, iced }: DrawingProps) {
  const one =
    baked[itemId] ?? bottled[itemId] ?? (itemId in looks ? null : (baked[categoryId] ?? bottled[categoryId]));
  if (one) return <Standing wide={categoryId === "bottled" ? 24 : 36}>{one}</Standing>;
  const { hot, iced: cold } = looks[itemId] ?? lookOfNew(itemId, categoryId);
  if (cold && (iced || !hot)) {
    return (
      <Standing wide={26}>
        <ColdDrink {...cold} />
      </Standing>
    );
  }
  return <Standing>{hot ? <HotDrink {...hot} /> : null}</Standing>;
}
