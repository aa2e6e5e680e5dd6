import type { UnitView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { memo } from "react";
import { useBoardText } from "./texts.ts";

export type CupVerb = "claim" | "done" | "release" | "remake";

type CupRowProps = {
  unit: UnitView;
  /** How many of the ticket's cups this row stands for. */
  count: number;
  isBeingMade: boolean;
  isReady: boolean;
  isMine: boolean;
  onTap: (verb: CupVerb, unit: UnitView) => void;
};

export const CupRow = memo(function CupRow(props: CupRowProps) {
  const { unit, count, isBeingMade, isMine } = props;
  const say = useBoardText();
  const language = useLanguage();
  const name = localised(unit.name, language);
  const wasLeft = isBeingMade && unit.state === "TODO" && unit.leftBy !== null;
  const whose = isMine ? "byYou" : "byOther";
  const standing = unit.state === "DONE" || unit.state === "REJECTED" ? (`cup${unit.state}` as const) : whose;
  return (
    <li
      className="cup"
      data-testid="cup"
      data-state={unit.state}
      data-being-made={isBeingMade || undefined}
      data-mine={isMine || undefined}
    >
      <div className="cup-what">
        <p className="cup-name">
          {count > 1 ? <b className="cup-count">{count}×</b> : null}
          {name}
        </p>
        <Choices unit={unit} />
        {unit.remakes > 0 ? <p className="cup-again">{say("remade", { n: unit.remakes })}</p> : null}
        {wasLeft ? <p className="cup-left">{say("wasItMade")}</p> : null}
        {unit.state === "TODO" || !isBeingMade ? null : <p className="cup-standing">{say(standing)}</p>}
      </div>
      <CupButtons {...props} name={name} wasLeft={wasLeft} />
    </li>
  );
});

/** In the menu's order, which is the same for every cup: the eye finds size and temperature without reading. */
function Choices({ unit: { choices, choiceIds } }: { unit: UnitView }) {
  const language = useLanguage();
  if (choices.length === 0) return null;
  return (
    <ul className="cup-choices">
      {choices.map((choice, at) => (
        <li key={`${choiceIds[at] ?? at}`} data-choice={choiceIds[at]}>
          {localised(choice, language)}
        </li>
      ))}
    </ul>
  );
}

type ButtonsProps = CupRowProps & { name: string; wasLeft: boolean };

function CupButtons({ unit, isBeingMade, isReady, isMine, onTap, name, wasLeft }: ButtonsProps) {
  const say = useBoardText();
  const button = (verb: CupVerb, word: Parameters<typeof say>[0]) => ({
    "aria-label": `${say(word)}: ${name}`,
    onClick: () => onTap(verb, unit),
    children: say(word),
  });
  if (wasLeft) {
    return (
      <div className="cup-buttons">
        <Button look="quiet" data-testid="cup-not-made" {...button("claim", "notMade")} />
        <Button look="quiet" data-testid="cup-done" {...button("done", "wasMade")} />
      </div>
    );
  }
  if (isBeingMade && unit.state === "TODO")
    return <Button look="quiet" data-testid="start-cup" {...button("claim", "startCup")} />;
  if (isBeingMade && isMine) {
    return (
      <div className="cup-buttons">
        <Button look="bare" data-testid="cup-release" {...button("release", "release")} />
        <Button data-testid="cup-done" {...button("done", "cupDone")} />
      </div>
    );
  }
  if (unit.state === "DONE" && (isBeingMade || isReady))
    return <Button look="bare" className="cup-remake" data-testid="remake" {...button("remake", "remake")} />;
  return null;
}
