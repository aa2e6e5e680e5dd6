import { useLanguage } from "@siren/web/i18n";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { type Fault, faultWords, useDeskText } from "./desk-texts.ts";
import type { CategoryForm } from "./layout-form.ts";
import { useMenuText } from "./menu-texts.ts";
import { MoveButtons } from "./move-buttons.tsx";
import { moved } from "./moved.ts";

type Props = {
  categories: CategoryForm[];
  faults: Record<string, Fault>;
  isUsed: (categoryId: string) => boolean;
  onChange: (categories: CategoryForm[]) => void;
};

export function CategoryFields({ categories, faults, isUsed, onChange }: Props) {
  const say = useMenuText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const put = (at: number, patch: Partial<CategoryForm>) =>
    onChange(categories.map((one, place) => (place === at ? { ...one, ...patch } : one)));
  return (
    <section className="desk-card">
      <h2>{say("categories")}</h2>
      <ul className="desk-choices">
        {categories.map(({ categoryId, ...name }, at) => {
          const named = name[language] || say("newCategory");
          const field = (which: "ko" | "en", label: string) => ({
            ...{ label, value: name[which], name: `${categoryId}.${which}`, maxLength: 200, lang: which },
            error: faultWords(deskSay, faults[`${categoryId}.${which}`]),
            "data-testid": `category-${categoryId}-${which}`,
            onChange: ({ target }: { target: { value: string } }) => put(at, { [which]: target.value }),
          });
          return (
            <li key={categoryId}>
              <Field {...field("ko", say("categoryKo"))} required />
              <Field {...field("en", say("categoryEn"))} required />
              <MoveButtons
                name={named}
                isFirst={at === 0}
                isLast={at === categories.length - 1}
                onMove={(by) => onChange(moved(categories, at, by))}
              />
              {isUsed(categoryId) ? (
                <span className="soft">{say("categoryInUse")}</span>
              ) : (
                <Button
                  look="bare"
                  aria-label={deskSay("removeNamed", { name: named })}
                  onClick={() => onChange(categories.filter((_, place) => place !== at))}
                >
                  {deskSay("remove")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Button
        look="quiet"
        data-testid="add-category"
        onClick={() => onChange([...categories, { categoryId: `category-${randomHex(4)}`, ko: "", en: "" }])}
      >
        {say("addCategory")}
      </Button>
    </section>
  );
}
