import { type MenuDesk, type NewPrice, priceChange } from "@siren/contracts/menu-desk";
import { randomHex } from "@siren/web/random-hex";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { storePath, useDraftWrite } from "./desk-queries.ts";
import { changesKey } from "./price-changes.tsx";
import { rowsOf } from "./price-sheet.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

const freshChangeId = () => `change-${randomHex(6)}`;

/** The two things that can become of new prices: into the draft now, or onto the menu at a set time. */
export function usePriceWrites(storeId: string, desk: MenuDesk, onDone: () => void) {
  const client = useQueryClient();
  const send = useKeyedSend();
  const write = useDraftWrite(storeId);
  // One name for what is typed here, until it is set: sent twice it is one change.
  const changeId = useRef(freshChangeId());
  const toDraft = useMutation({
    mutationFn: (prices: NewPrice[]) => {
      const path = `${storePath(storeId)}/draft/prices`;
      const before = JSON.stringify(rowsOf(desk));
      return write(
        desk,
        (expectedDraftVersion) => ({ method: "PUT", path, body: { expectedDraftVersion, prices } }),
        (fresh) => JSON.stringify(rowsOf(fresh)) === before,
      );
    },
    onSuccess: onDone,
  });
  const schedule = useMutation({
    mutationFn: (wish: { at: number; prices: NewPrice[] }) =>
      send({
        ...{ method: "PUT", path: `${storePath(storeId)}/price-changes/${changeId.current}` },
        ...{ answer: priceChange, body: wish },
      }),
    onSuccess() {
      changeId.current = freshChangeId();
      onDone();
      void client.invalidateQueries({ queryKey: changesKey(storeId) });
    },
  });
  return { toDraft, schedule };
}
