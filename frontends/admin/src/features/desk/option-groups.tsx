import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { faultWords, useDeskText } from "./desk-texts.ts";
import { SelectField } from "./fields.tsx";
import type { FormPartProps } from "./item-basics.tsx";
import { type GroupForm, groupFormOf } from "./item-form.ts";
import { useMenuText } from "./menu-texts.ts";
import { OptionChoices } from "./option-choices.tsx";

type Props = FormPartProps & {
  /** What keeps the draft from being published, by the group or choice that it is about. */
  served: readonly { part: string | null; words: string }[];
  items: readonly MenuItem[];
};

/** What can be chosen with an item. A group of another item comes with its names, so that sold-out is one word for both. */
export function OptionGroups({ value, faults, change, served, items }: Props) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const put = (at: number, patch: Partial<GroupForm>) =>
    change({ groups: value.groups.map((group, place) => (place === at ? { ...group, ...patch } : group)) });
  const own = new Set(value.groups.map(({ groupId }) => groupId));
  const others = [
    ...new Map(
      items.flatMap(({ optionGroups }) => optionGroups.map((group) => [group.groupId, group])),
    ).values(),
  ].filter(({ groupId }) => !own.has(groupId));
  const wordsOf = (part: string) => served.filter((one) => one.part === part).map(({ words }) => words);

  return (
    <section className="desk-card">
      <h2>{say("options")}</h2>
      {value.groups.map((group, at) => {
        const named = (language === "ko" ? group.ko : group.en) || say("newGroupName");
        const field = (name: "ko" | "en" | "min" | "max", label: string) => ({
          ...{ label, value: group[name], name: `group.${group.groupId}.${name}` },
          error: faultWords(deskSay, faults[`group.${group.groupId}.${name}`]),
          "data-testid": `group-${group.groupId}-${name}`,
          onChange: ({ target }: { target: { value: string } }) => put(at, { [name]: target.value }),
        });
        return (
          <fieldset key={group.groupId} className="desk-option-group">
            <legend>{named}</legend>
            <div className="desk-grid">
              <Field {...field("ko", say("groupKo"))} required maxLength={200} lang="ko" />
              <Field {...field("en", say("groupEn"))} required maxLength={200} lang="en" />
              <Field {...field("min", say("min"))} required inputMode="numeric" maxLength={3} />
              <Field {...field("max", say("max"))} required inputMode="numeric" maxLength={3} />
            </div>
            {wordsOf(group.groupId).map((words) => (
              <p key={words} className="ui-field-error" data-testid={`served-${group.groupId}`}>
                {words}
              </p>
            ))}
            <OptionChoices
              choices={group.choices}
              faults={faults}
              wordsOf={wordsOf}
              onChange={(choices) => put(at, { choices })}
            />
            <Button
              look="bare"
              aria-label={deskSay("removeNamed", { name: named })}
              onClick={() => change({ groups: value.groups.filter((_, place) => place !== at) })}
            >
              {deskSay("remove")}
            </Button>
          </fieldset>
        );
      })}
      <div className="desk-row">
        <Button
          look="quiet"
          data-testid="add-group"
          onClick={() => {
            const fresh = {
              groupId: `group-${randomHex(4)}`,
              ko: "",
              en: "",
              min: "0",
              max: "1",
              choices: [],
            };
            change({ groups: [...value.groups, fresh] });
          }}
        >
          {say("addGroup")}
        </Button>
        {others.length > 0 ? (
          <SelectField
            label={say("copyGroup")}
            value=""
            data-testid="copy-group"
            options={[
              { value: "", name: say("copyGroupNone") },
              ...others.map(({ groupId, name }) => ({ value: groupId, name: localised(name, language) })),
            ]}
            onChange={({ target }) => {
              const found = others.find(({ groupId }) => groupId === target.value);
              if (found) change({ groups: [...value.groups, groupFormOf(found)] });
            }}
          />
        ) : null}
      </div>
    </section>
  );
}
