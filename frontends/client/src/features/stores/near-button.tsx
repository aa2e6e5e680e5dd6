import { Button } from "@siren/web/ui/button";
import type { Where } from "../../shared/where.ts";
import { whereabouts } from "../../shared/where.ts";
import { Pin } from "./pin.tsx";
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
