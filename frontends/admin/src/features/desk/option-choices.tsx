import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { faultWords, useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import type { ChoiceForm, ItemFaults } from "./item-form.ts";
import { useMenuText } from "./menu-texts.ts";

type Props = {
  choices: readonly ChoiceForm[];
  faults: ItemFaults;
  wordsOf: (part: string) => string[];
  onChange: (choices: ChoiceForm[]) => void;
};

export function OptionChoices({ choices, faults, wordsOf, onChange }: Props) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const put = (at: number, patch: Partial<ChoiceForm>) =>
    onChange(choices.map((choice, place) => (place === at ? { ...choice, ...patch } : choice)));
  return (
    <>
      <ul className="desk-choices">
        {choices.map((choice, at) => {
          const field = (name: "ko" | "en" | "price", label: string) => ({
            ...{ label, value: choice[name], name: `choice.${choice.choiceId}.${name}` },
            error: faultWords(deskSay, faults[`choice.${choice.choiceId}.${name}`]),
            "data-testid": `choice-${choice.choiceId}-${name}`,
            onChange: ({ target }: { target: { value: string } }) => put(at, { [name]: target.value }),
          });
          return (
            <li key={choice.choiceId}>
              <Field {...field("ko", say("choiceKo"))} required maxLength={200} lang="ko" />
              <Field {...field("en", say("choiceEn"))} required maxLength={200} lang="en" />
              <Field {...field("price", say("extra"))} required inputMode="numeric" maxLength={9} />
              <Check
                label={say("isDefault")}
                checked={choice.isDefault}
                onChange={(isDefault) => put(at, { isDefault })}
              />
              <Button
                look="bare"
                aria-label={deskSay("removeNamed", { name: choice.ko || choice.en })}
                onClick={() => onChange(choices.filter((_, place) => place !== at))}
              >
                {deskSay("remove")}
              </Button>
              {wordsOf(choice.choiceId).map((words) => (
                <p key={words} className="ui-field-error">
                  {words}
                </p>
              ))}
            </li>
          );
        })}
      </ul>
      <Button
        look="quiet"
        onClick={() => {
          const fresh = { choiceId: `choice-${randomHex(4)}`, ko: "", en: "", price: "0" };
          onChange([...choices, { ...fresh, isDefault: false, allergens: [] }]);
        }}
      >
        {say("addChoice")}
      </Button>
    </>
  );
}
