import type { CartLine } from "@siren/contracts/order";
import { Button } from "@siren/web/ui/button";
import { useEffect, useRef } from "react";
import { mostLines, mostOfOne } from "../../shared/cart.ts";
import { focusHeading } from "../../shared/focus-heading.ts";
import { useCartText } from "./cart-texts.ts";

export type TakenOut = { storeId: string; at: number; line: CartLine; name: string; hasNoRoom?: boolean };

/** Stays until it is used, dismissed or something else is taken out: nobody has to be quick. */
export function UndoBar({
  taken,
  onUndo,
  onDismiss,
}: {
  taken: TakenOut | null;
  onUndo: (taken: TakenOut) => void;
  onDismiss: () => void;
}) {
  const say = useCartText();
  const bar = useRef<HTMLDivElement>(null);
  // What was pressed is gone with its line.
  useEffect(() => {
    if (taken) bar.current?.querySelector("button")?.focus({ preventScroll: true });
  }, [taken]);
  const then = (go: () => void) => () => {
    go();
    focusHeading();
  };
  return (
    <div role="status" ref={bar}>
      {taken ? (
        <div className="undo-bar">
          <p>
            {taken.hasNoRoom
              ? say("noRoom", { name: taken.name, lines: mostLines, pieces: mostOfOne })
              : say("removed", { name: taken.name })}
          </p>
          {taken.hasNoRoom ? null : (
            <Button look="bare" data-testid="undo-remove" onClick={then(() => onUndo(taken))}>
              {say("undo")}
            </Button>
          )}
          <Button look="bare" aria-label={say("dismiss")} onClick={then(onDismiss)}>
            ×
          </Button>
        </div>
      ) : null}
    </div>
  );
}
