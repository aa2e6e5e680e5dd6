import { Button } from "@siren/web/ui/button";
import { useId } from "react";
import { useDeskText } from "./desk-texts.ts";

type ClashesProps<F extends string> = {
  clashes: readonly F[];
  labelOf: (field: F) => string;
  wordsOf: (field: F, whose: "mine" | "theirs") => string;
  onSettle: (field: F, whose: "mine" | "theirs") => void;
};

/** What two people changed in two ways: each is picked by somebody who sees both. */
export function Clashes<F extends string>({ clashes, labelOf, wordsOf, onSettle }: ClashesProps<F>) {
  const say = useDeskText();
  const titleId = useId();
  if (clashes.length === 0) return null;
  return (
    <section className="desk-clashes" aria-labelledby={titleId} data-testid="clashes">
      <h2 id={titleId}>{say("clashTitle")}</h2>
      <p>{say("clashLead")}</p>
      <ul>
        {clashes.map((field) => (
          <li key={field}>
            <strong>{labelOf(field)}</strong>
            <span>{say("theirs", { value: wordsOf(field, "theirs") })}</span>
            <span>{say("mine", { value: wordsOf(field, "mine") })}</span>
            <span className="desk-row">
              <Button
                look="quiet"
                data-testid={`take-theirs-${field}`}
                onClick={() => onSettle(field, "theirs")}
              >
                {say("takeTheirs")}
              </Button>
              <Button look="quiet" data-testid={`keep-mine-${field}`} onClick={() => onSettle(field, "mine")}>
                {say("keepMine")}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
