import type { UnitView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useMember } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";

type CupRowProps = {
  unit: UnitView;
  /** How many of the ticket's cups this row stands for. */
  count: number;
  isBeingMade: boolean;
  isBusy: (verb: "claim" | "done" | "release") => boolean;
  onTap: (verb: "claim" | "done" | "release") => void;
};

export function CupRow({ unit, count, isBeingMade, isBusy, onTap }: CupRowProps) {
  const say = useText();
  const language = useLanguage();
  const member = useMember();
  const isMine = unit.claimedBy !== null && unit.claimedBy === member?.memberId;
  const name = localised(unit.name, language);
  const whose = isMine ? "byYou" : "byOther";
  const standing = unit.state === "DONE" || unit.state === "REJECTED" ? (`cup${unit.state}` as const) : whose;
  return (
    <li
      className="cup"
      data-state={unit.state}
      data-being-made={isBeingMade || undefined}
      data-mine={isMine || undefined}
    >
      <div className="cup-what">
        <p className="cup-name">
          {count > 1 ? <b className="cup-count">{count}×</b> : null}
          {name}
        </p>
        {unit.choices.length > 0 ? (
          <p className="cup-choices">
            {unit.choices.map((choice) => localised(choice, language)).join(" · ")}
          </p>
        ) : null}
        {unit.state === "TODO" || !isBeingMade ? null : <p className="cup-standing">{say(standing)}</p>}
      </div>
      {isBeingMade && unit.state === "TODO" ? (
        <Button
          look="quiet"
          data-testid="start-cup"
          aria-label={`${say("startCup")}: ${name}`}
          busy={isBusy("claim")}
          onClick={() => onTap("claim")}
        >
          {say("startCup")}
        </Button>
      ) : null}
      {isBeingMade && unit.state === "CLAIMED" && isMine ? (
        <div className="cup-buttons">
          <Button
            look="bare"
            aria-label={`${say("release")}: ${name}`}
            busy={isBusy("release")}
            onClick={() => onTap("release")}
          >
            {say("release")}
          </Button>
          <Button
            look="quiet"
            data-testid="cup-done"
            aria-label={`${say("cupDone")}: ${name}`}
            busy={isBusy("done")}
            onClick={() => onTap("done")}
          >
            {say("cupDone")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
