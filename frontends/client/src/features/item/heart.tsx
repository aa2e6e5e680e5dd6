import type { LocalText } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { useState } from "react";
import { useFavourites } from "../../shared/use-favourites.ts";
import { useItemText } from "./item-texts.ts";

type Props = { line: CartLine; storeId: string; name: LocalText };
type Said = "liked" | "likedHere" | "likedLater" | "unliked" | "tooMany";

/** Keeps the drink as it is chosen just now; what became of it is said beside it. */
export function Heart({ line, storeId, name }: Props) {
  const say = useItemText();
  const { has, toggle, isOnPhoneOnly, hasUntold } = useFavourites();
  const [said, setSaid] = useState<Said | null>(null);
  const isLiked = has(line);

  function tap(): void {
    if (!toggle({ line, storeId, name })) setSaid("tooMany");
    else if (isLiked) setSaid("unliked");
    else setSaid(isOnPhoneOnly ? "likedHere" : "liked");
  }
  return (
    <div className="heart-place">
      <button
        type="button"
        className="heart"
        aria-pressed={isLiked}
        aria-label={say("like")}
        data-testid="favourite"
        onClick={tap}
      >
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
          <path d="M12 20.500C5.500 15.800 3 12.700 3 9a4.800 4.800 0 0 1 9-2.300A4.800 4.800 0 0 1 21 9c0 3.700-2.500 6.800-9 11.500z" />
        </svg>
      </button>
      <p className="small soft" role="status" data-testid="favourite-words">
        {said === null ? "" : say(said === "liked" && hasUntold && isLiked ? "likedLater" : said)}
      </p>
    </div>
  );
}
