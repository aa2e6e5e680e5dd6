import { allergens, type MenuCategory } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { Field } from "@siren/web/ui/field";
import { faultWords, useDeskText } from "./desk-texts.ts";
import { Check, SelectField, TextAreaField } from "./fields.tsx";
import type { ItemFaults, ItemForm } from "./item-form.ts";
import { useAllergenText, useMenuText } from "./menu-texts.ts";

export type FormPartProps = {
  value: ItemForm;
  faults: ItemFaults;
  change: (patch: Partial<ItemForm>) => void;
};

type TextName = "nameKo" | "nameEn" | "aboutKo" | "aboutEn" | "price" | "prepSeconds" | "kcal";

export function ItemBasics(props: FormPartProps & { categories: readonly MenuCategory[] }) {
  const { value, faults, change, categories } = props;
  const say = useMenuText();
  const deskSay = useDeskText();
  const allergenSay = useAllergenText();
  const language = useLanguage();
  const text = (name: TextName) => ({
    ...{ name, label: say(name), value: value[name], error: faultWords(deskSay, faults[name]) },
    "data-testid": `item-${name}`,
    onChange: ({ target }: { target: { value: string } }) => change({ [name]: target.value }),
  });
  return (
    <section className="desk-card">
      <h2>{say("basics")}</h2>
      <div className="desk-grid">
        <Field {...text("nameKo")} required maxLength={200} lang="ko" />
        <Field {...text("nameEn")} required maxLength={200} lang="en" />
        <TextAreaField {...text("aboutKo")} maxLength={600} lang="ko" />
        <TextAreaField {...text("aboutEn")} maxLength={600} lang="en" />
        <SelectField
          label={say("category")}
          value={value.categoryId}
          data-testid="item-category"
          options={categories.map(({ categoryId, name }) => ({
            value: categoryId,
            name: localised(name, language),
          }))}
          onChange={({ target }) => change({ categoryId: target.value })}
        />
        <Field {...text("price")} required inputMode="numeric" maxLength={12} />
        <Field {...text("prepSeconds")} required inputMode="numeric" maxLength={6} />
        <Field {...text("kcal")} inputMode="numeric" maxLength={6} />
      </div>
      <fieldset className="desk-checks">
        <legend>{say("allergens")}</legend>
        {allergens.map((each) => (
          <Check
            key={each}
            label={allergenSay(each)}
            checked={value.allergens.includes(each)}
            testId={`allergen-${each}`}
            onChange={(checked) =>
              change({
                allergens: allergens.filter((one) =>
                  one === each ? checked : value.allergens.includes(one),
                ),
              })
            }
          />
        ))}
      </fieldset>
      <Check
        label={say("isCounted")}
        checked={value.isCounted}
        onChange={(isCounted) => change({ isCounted })}
      />
    </section>
  );
}
