import type { OrderState } from "@siren/contracts/order";
import { stepOf, steps } from "../../shared/order-words.ts";
import { useText } from "../../shared/texts.ts";
import "./progress.css";

/** Where the order is, as four steps; nothing when it ended without a drink. */
export function Progress({ state }: { state: OrderState }) {
  const say = useText();
  const at = stepOf(state);
  if (at === undefined) return null;
  return (
    <ol className="progress">
      {steps.map((step, index) => (
        <li
          key={step}
          data-done={index <= at}
          data-now={index === at}
          aria-current={index === at ? "step" : undefined}
        >
          <span className="progress-dot" aria-hidden="true" />
          {say(`step_${step}`)}
        </li>
      ))}
    </ol>
  );
}
