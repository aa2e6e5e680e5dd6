import { whenIdle } from "@siren/web/when-idle";
import { startTransition, useEffect, useState } from "react";

/** More than a phone shows at once, and than a desktop does without scrolling. */
const seenFirst = 12;
/** So few that a phone has drawn and laid them out before a tap would be late. */
const nextOnes = 8;

/**
 * How many of so many cards are drawn. What lies below the window follows in pieces while the browser has nothing better
 * to do; whoever goes back finds their place in the whole.
 */
export function useGrowing(all: number): { shown: number; isWhole: boolean } {
  const [shown, setShown] = useState(() => ("moved" in document.documentElement.dataset ? all : seenFirst));
  const isWhole = shown >= all;
  useEffect(() => {
    if (!isWhole) return whenIdle(() => startTransition(() => setShown(shown + nextOnes)));
  }, [shown, isWhole]);
  return { shown, isWhole };
}
