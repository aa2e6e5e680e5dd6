import type { OptionGroup } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { useText } from "../../shared/texts.ts";

type Props = {
  group: OptionGroup;
  chosen: readonly string[];
  soldOut: readonly string[];
  onTap: (choiceId: string) => void;
};

export function OptionGroupField({ group, chosen, soldOut, onTap }: Props) {
  const say = useText();
  const language = useLanguage();
  const isOneOf = group.min === 1 && group.max === 1;
  const here = group.choices.filter(({ choiceId }) => chosen.includes(choiceId)).length;
  const hint = isOneOf ? say("pickOne") : group.max > 1 ? say("upTo", { n: group.max }) : say("optional");
  return (
    <fieldset className="option-group">
      <legend>
        {localised(group.name, language)} <span className="soft small">{hint}</span>
      </legend>
      <div className="option-row">
        {group.choices.map(({ choiceId, name, price_krw }) => {
          const isChosen = chosen.includes(choiceId);
          const isGone = soldOut.includes(choiceId);
          const isFull = !isChosen && group.max > 1 && here >= group.max;
          return (
            <label key={choiceId} className="option" data-testid={`choice-${choiceId}`}>
              <input
                type={isOneOf ? "radio" : "checkbox"}
                name={group.groupId}
                checked={isChosen}
                // What was chosen before it was gone can be taken out again.
                disabled={isFull || (isGone && !isChosen)}
                onChange={() => onTap(choiceId)}
              />
              <span>{localised(name, language)}</span>
              {isGone ? <span className="soft small">{say("soldOut")}</span> : null}
              {price_krw > 0 && !isGone ? (
                <span className="soft small">+{won(price_krw, language)}</span>
              ) : null}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
