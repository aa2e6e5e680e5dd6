import type { LocalText } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Field } from "@siren/web/ui/field";
import { type Fault, faultWords, useDeskText } from "./desk-texts.ts";
import type { PriceGroup, PriceRow, Typed } from "./price-sheet.ts";
import { usePriceText } from "./price-texts.ts";

type Props = {
  groups: readonly PriceGroup[];
  choices: readonly PriceRow[];
  typed: Typed;
  faults: Record<string, Fault>;
  onType: (rowId: string, text: string) => void;
};

/** A field for each price, by category, and for what options add. */
export function PriceFields({ groups, choices, typed, faults, onType }: Props) {
  const say = usePriceText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const rowOf = (row: PriceRow) => (
    <li key={row.id} className="desk-price-row">
      <span>
        {localised(row.name, language)}
        <span className="soft desk-price">{say("now", { price: won(row.price_krw, language) })}</span>
      </span>
      <Field
        label={say("newPrice", { name: localised(row.name, language) })}
        name={row.id}
        value={typed[row.id] ?? ""}
        inputMode="numeric"
        maxLength={12}
        placeholder={`${row.price_krw}`}
        error={faultWords(deskSay, faults[row.id])}
        data-testid={`price-${row.id.replace(":", "-")}`}
        onChange={({ target }) => onType(row.id, target.value)}
      />
    </li>
  );
  const group = (key: string, name: LocalText | string, rows: readonly PriceRow[]) => (
    <section key={key} className="desk-group">
      <h2>{typeof name === "string" ? name : localised(name, language)}</h2>
      <ul>{rows.map(rowOf)}</ul>
    </section>
  );
  return (
    <div>
      {groups.map(({ categoryId, name, rows }) => group(categoryId, name, rows))}
      {choices.length > 0 ? group("choices", say("extras"), choices) : null}
    </div>
  );
}
