import type { MenuItem } from "@siren/contracts/menu";
import type { MenuDesk } from "@siren/contracts/menu-desk";
import { useMutation } from "@tanstack/react-query";
import { storePath, untouched, useDraftWrite } from "./desk-queries.ts";

type Act = { what: "off" | "back" | "forget"; item: MenuItem };

/** Off the menu, back onto it, or away for good. */
export function useMenuAct(storeId: string, desk: MenuDesk) {
  const write = useDraftWrite(storeId);
  return useMutation({
    mutationFn: ({ what, item }: Act) => {
      const named = encodeURIComponent(item.itemId);
      const { itemId: _named, ...body } = item;
      return write(
        desk,
        (expectedDraftVersion) => {
          const seen = new URLSearchParams({ expectedDraftVersion: `${expectedDraftVersion}` });
          if (what === "back")
            return {
              ...{ method: "PUT", path: `/menu/items/${named}` },
              body: { storeId, expectedDraftVersion, item: body },
            };
          if (what === "forget")
            return { method: "DELETE", path: `${storePath(storeId)}/draft/off-menu/${named}?${seen}` };
          seen.set("store", storeId);
          return { method: "DELETE", path: `/menu/items/${named}?${seen}` };
        },
        untouched(desk, item.itemId),
      );
    },
  });
}

export type MenuAct = ReturnType<typeof useMenuAct>;
