import { orderId as orderIdSchema } from "@siren/contracts/ids";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { type FormEvent, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { useRefundText } from "./refund-texts.ts";
import { isDay, seoulDay } from "./seoul-time.ts";
import { wholeNumber } from "./whole-number.ts";

/** Which orders are looked for; of an id the day does not matter. */
export type Wanted = { day: string; number: number | null; orderId: string };

export function RefundFinder({ wanted, onFind }: { wanted: Wanted; onFind: (wanted: Wanted) => void }) {
  const say = useRefundText();
  const { now } = useServices();
  const [typed, setTyped] = useState({
    ...{ day: wanted.day, number: wanted.number === null ? "" : `${wanted.number}`, orderId: wanted.orderId },
  });
  const [isTried, setTried] = useState(false);
  const number = wholeNumber(typed.number, { from: 1, to: 999_999 });
  const orderId = typed.orderId.trim();
  const faults = {
    day: isDay(typed.day) ? undefined : say("dayWrong"),
    number: typed.number.trim() === "" || number !== null ? undefined : say("numberWrong"),
    orderId: orderId === "" || orderIdSchema.safeParse(orderId).success ? undefined : say("orderIdWrong"),
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (!faults.day && !faults.number && !faults.orderId) onFind({ day: typed.day, number, orderId });
  }
  const field = (name: keyof typeof typed) => ({
    ...{ name, label: say(name), value: typed[name], error: isTried ? faults[name] : undefined },
    "data-testid": `find-${name}`,
    onChange: ({ target }: { target: { value: string } }) => setTyped({ ...typed, [name]: target.value }),
  });
  return (
    <form className="desk-card" onSubmit={submit} noValidate>
      <div className="desk-grid" data-three>
        <Field {...field("day")} type="date" max={seoulDay(now())} required />
        <Field {...field("number")} inputMode="numeric" maxLength={6} />
        <Field {...field("orderId")} maxLength={40} autoCapitalize="off" spellCheck={false} />
      </div>
      <Button type="submit" data-testid="find">
        {say("find")}
      </Button>
    </form>
  );
}
