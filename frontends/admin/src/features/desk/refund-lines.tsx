import type { Receipt, RefundPreview } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { useRefundText } from "./refund-texts.ts";

type Props = {
  lines: Receipt["lines"];
  /** How many of each line could still go back. */
  left: RefundPreview["lines"];
  picked: Readonly<Record<number, number>>;
  onPick: (picked: Record<number, number>) => void;
};

export function RefundLines({ lines, left, picked, onPick }: Props) {
  const say = useRefundText();
  const language = useLanguage();
  return (
    <ul className="desk-group">
      {lines.map(({ name, choices, unit_krw }, line) => {
        const most = left.find((one) => one.line === line)?.quantity ?? 0;
        const quantity = Math.min(picked[line] ?? 0, most);
        const named = localised(name, language);
        const put = (next: number) => onPick({ ...picked, [line]: Math.min(most, Math.max(0, next)) });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of an order is known by its place
          <li key={line} className="desk-item" data-testid={`refund-line-${line}`}>
            <span className="desk-item-name">
              <strong>{named}</strong>
              <span className="soft">
                {choices.map((choice) => localised(choice.name, language)).join(" · ")}
              </span>
              <span className="desk-price">{won(unit_krw, language)}</span>
              <span className="soft">{say("lineLeft", { n: most })}</span>
            </span>
            <span className="desk-moves">
              <button
                type="button"
                className="desk-move"
                aria-label={say("fewer", { name: named })}
                aria-disabled={quantity === 0}
                onClick={() => put(quantity - 1)}
              >
                −
              </button>
              <output className="desk-count">{quantity}</output>
              <button
                type="button"
                className="desk-move"
                aria-label={say("moreOf", { name: named })}
                aria-disabled={quantity === most}
                data-testid={`refund-more-${line}`}
                onClick={() => put(quantity + 1)}
              >
                +
              </button>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
