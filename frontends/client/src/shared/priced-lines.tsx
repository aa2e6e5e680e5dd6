import type { Adjustment, PricedLine, RejectedUnits } from "@siren/contracts/order";
import { type Dictionary, localised, useLanguage, useSay, won } from "@siren/web/i18n";
import { AdjustmentLines } from "./adjustment-lines.tsx";

const texts = {
  notMade: ["{n}개는 만들지 못했어요", "{n} not made"],
} as const satisfies Dictionary;

type Props = {
  lines: readonly PricedLine[];
  adjustments: readonly Adjustment[];
  rejected?: readonly RejectedUnits[];
};

/** What was ordered, what came to it and what was taken off: together they are the total. */
export function PricedLines({ lines, adjustments, rejected = [] }: Props) {
  const say = useSay(texts);
  const language = useLanguage();
  return (
    <ul className="order-lines">
      {lines.map((line, at) => {
        const missing = rejected.filter((one) => one.line === at);
        const units = missing.reduce((sum, one) => sum + one.units, 0);
        const back_krw = missing.reduce((sum, one) => sum + one.amount_krw, 0);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: an order's lines never move, and two may be alike
          <li key={at} data-missing={units > 0 || undefined}>
            <span>
              {localised(line.name, language)} × {line.quantity}
              <span className="soft small block">
                {line.choices.map(({ name }) => localised(name, language)).join(" · ")}
              </span>
              {units > 0 ? <span className="bad small block">{say("notMade", { n: units })}</span> : null}
            </span>
            <span className="price">
              {won(line.line_krw, language)}
              {back_krw > 0 ? <span className="bad small block">−{won(back_krw, language)}</span> : null}
            </span>
          </li>
        );
      })}
      <AdjustmentLines adjustments={adjustments} />
    </ul>
  );
}
