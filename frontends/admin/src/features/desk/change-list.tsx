import { localised, useLanguage, won } from "@siren/web/i18n";
import type { MenuChange } from "./menu-changes.ts";
import { useAspectText, usePublishText } from "./publish-texts.ts";

/** Old beside new, item by item. */
export function ChangeList({ changes }: { changes: readonly MenuChange[] }) {
  const say = usePublishText();
  const aspectSay = useAspectText();
  const language = useLanguage();
  const price = (amount_krw: number) => won(amount_krw, language);
  return (["added", "changed", "removed"] as const).map((kind) => {
    const ofKind = changes.filter((change) => change.kind === kind);
    return ofKind.length === 0 ? null : (
      <section key={kind} className="desk-group" data-testid={`changes-${kind}`}>
        <h2>{say(kind)}</h2>
        <ul>
          {ofKind.map(({ itemId, name, prices, aspects, price_krw }) => (
            <li key={itemId} className="desk-change" data-testid={`change-${itemId}`}>
              <strong>{localised(name, language).trim() || itemId}</strong>
              {kind === "changed" ? null : <span className="desk-price">{price(price_krw)}</span>}
              {prices.map(({ choice, from_krw, to_krw }) => {
                const step = { from: price(from_krw), to: price(to_krw) };
                const words = choice
                  ? say("choicePrice", { name: localised(choice, language), ...step })
                  : say("priceStep", step);
                return (
                  <span key={words} className="desk-price" data-testid={`price-step-${itemId}`}>
                    {words}
                  </span>
                );
              })}
              {aspects.length > 0 ? (
                <span className="soft">{aspects.map((each) => aspectSay(each)).join(" · ")}</span>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
