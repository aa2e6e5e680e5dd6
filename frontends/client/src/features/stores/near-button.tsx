import { Button } from "@siren/web/ui/button";
import type { Where } from "../../shared/where.ts";
import { whereabouts } from "../../shared/where.ts";
import { useStoresText } from "./stores-texts.ts";

type Props = { where: Where; isSorted: boolean; isSorting: boolean; hasFailed: boolean };

/** The browser is asked for the place in this tap only; what came of it is said in the line beside it. */
export function NearButton({ where: { kind }, isSorted, isSorting, hasFailed }: Props) {
  const say = useStoresText();
  const isBusy = kind === "asking" || isSorting;
  const words =
    kind === "refused" || kind === "unavailable"
      ? say(kind)
      : hasFailed
        ? say("notSorted")
        : isSorted
          ? say("nearestFirst")
          : "";
  return (
    <div className="near">
      <Button look="quiet" busy={isBusy} data-testid="near-me" onClick={() => whereabouts.ask()}>
        <Pin />
        {say(isBusy ? "looking" : "nearMe")}
      </Button>
      <p className="soft small" role="status" data-testid="near-words">
        {words}
      </p>
    </div>
  );
}

const Pin = () => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path
      d="M12 21.500c-4-4.600-6.500-8.100-6.500-11.500a6.500 6.500 0 0 1 13 0c0 3.400-2.500 6.900-6.500 11.500z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.900"
      strokeLinejoin="round"
    />
    <circle cx="12" cy="10" r="2.400" fill="currentColor" />
  </svg>
);
