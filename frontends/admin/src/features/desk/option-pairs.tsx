import { useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useState } from "react";
import { useDeskText } from "./desk-texts.ts";
import { SelectField } from "./fields.tsx";
import type { FormPartProps } from "./item-basics.tsx";
import { useMenuText } from "./menu-texts.ts";

/** Choices that nobody can have together. */
export function OptionPairs({ value, change }: FormPartProps) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const [picked, setPicked] = useState<[string, string]>(["", ""]);
  const choices = value.groups.flatMap((group) => group.choices);
  if (choices.length < 2 && value.pairs.length === 0) return null;
  const nameOf = (choiceId: string) => {
    const found = choices.find((one) => one.choiceId === choiceId);
    return found ? (language === "ko" ? found.ko : found.en) : choiceId;
  };
  const words = ([one, other]: readonly [string, string]) =>
    say("pairWords", { one: nameOf(one), other: nameOf(other) });
  const options = [
    { value: "", name: "–" },
    ...choices.map(({ choiceId }) => ({ value: choiceId, name: nameOf(choiceId) })),
  ];
  const isGood = picked[0] !== "" && picked[1] !== "" && picked[0] !== picked[1];
  return (
    <section className="desk-card">
      <h2>{say("pairs")}</h2>
      <p className="soft">{say("pairsLead")}</p>
      <ul className="desk-pairs">
        {value.pairs.map((pair, at) => (
          <li key={pair.join()}>
            {words(pair)}
            <Button
              look="bare"
              aria-label={deskSay("removeNamed", { name: words(pair) })}
              onClick={() => change({ pairs: value.pairs.filter((_, place) => place !== at) })}
            >
              {deskSay("remove")}
            </Button>
          </li>
        ))}
      </ul>
      <div className="desk-row">
        <SelectField
          label={say("pairOne")}
          value={picked[0]}
          options={options}
          onChange={({ target }) => setPicked([target.value, picked[1]])}
        />
        <SelectField
          label={say("pairOther")}
          value={picked[1]}
          options={options}
          onChange={({ target }) => setPicked([picked[0], target.value])}
        />
        <Button
          look="quiet"
          disabled={!isGood}
          onClick={() => {
            change({ pairs: [...value.pairs, picked] });
            setPicked(["", ""]);
          }}
        >
          {say("addPair")}
        </Button>
      </div>
    </section>
  );
}
