import type { MenuItem, OptionGroup } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { useId } from "react";
import { choiceNames } from "../../shared/cart-lines.ts";
import { clashing } from "../../shared/options.ts";
import { useText } from "../../shared/texts.ts";
import { useItemText } from "./item-texts.ts";
import { hintOf } from "./option-words.ts";

type Props = {
  item: MenuItem;
  group: OptionGroup;
  chosen: readonly string[];
  soldOut: readonly string[];
  onTap: (choiceId: string) => void;
};

export function OptionGroupField({ item, group, chosen, soldOut, onTap }: Props) {
  const say = useItemText();
  const sayShared = useText();
  const language = useLanguage();
  const noteId = useId();
  const isOneOf = group.min === 1 && group.max === 1;
  const here = group.choices.filter(({ choiceId }) => chosen.includes(choiceId)).length;
  const against = group.choices.flatMap(({ choiceId }) => clashing(item, chosen, choiceId));
  const names = choiceNames(item, against).map((each) => localised(each, language));
  return (
    <fieldset className="option-group">
      <legend>
        {localised(group.name, language)} <span className="soft small">{hintOf(group, chosen, say)}</span>
      </legend>
      <div className="option-row">
        {group.choices.map(({ choiceId, name, price_krw }) => {
          const isChosen = chosen.includes(choiceId);
          const isGone = soldOut.includes(choiceId);
          const isFull = !isChosen && group.max > 1 && here >= group.max;
          const isAgainst = clashing(item, chosen, choiceId).length > 0;
          return (
            <label
              key={choiceId}
              className="option"
              data-testid={`choice-${choiceId}`}
              data-against={isAgainst || undefined}
            >
              <input
                type={isOneOf ? "radio" : "checkbox"}
                name={group.groupId}
                checked={isChosen}
                // What was chosen before it was gone can be taken out again.
                disabled={isFull || (isGone && !isChosen)}
                aria-describedby={isAgainst ? noteId : undefined}
                onChange={() => onTap(choiceId)}
              />
              <span>{localised(name, language)}</span>
              {isGone ? <span className="soft small">{sayShared("soldOut")}</span> : null}
              {price_krw > 0 && !isGone ? (
                <span className="soft small">+{won(price_krw, language)}</span>
              ) : null}
            </label>
          );
        })}
      </div>
      {names.length > 0 ? (
        <p id={noteId} className="soft small option-note">
          {say("notWith", { names: names.join(", ") })}
        </p>
      ) : null}
    </fieldset>
  );
}
