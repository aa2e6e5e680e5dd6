import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { useState } from "react";
import { useSalesText } from "./sales-texts.ts";
import { daysLater, isDay } from "./seoul-time.ts";

type DayPickerProps = { day: string; today: string; onPick: (day: string | null) => void };

/** A day that has begun, by its field or one by one; null is the one that is now. */
export function DayPicker({ day, today, onPick }: DayPickerProps) {
  const say = useSalesText();
  const [typed, setTyped] = useState(day);
  const isGood = isDay(typed) && typed <= today;
  const pick = (picked: string) => onPick(picked);
  return (
    <div className="desk-row desk-day">
      <Button look="quiet" data-testid="day-before" onClick={() => pick(daysLater(day, -1))}>
        {say("before")}
      </Button>
      <Field
        label={say("day")}
        type="date"
        max={today}
        value={typed}
        error={isGood ? undefined : say("dayWrong")}
        data-testid="sales-day"
        onChange={({ target }) => {
          setTyped(target.value);
          if (isDay(target.value) && target.value <= today) pick(target.value);
        }}
      />
      <Button
        look="quiet"
        disabled={day >= today}
        data-testid="day-after"
        onClick={() => pick(daysLater(day, 1))}
      >
        {say("after")}
      </Button>
      <Button look="bare" onClick={() => onPick(null)}>
        {say("today")}
      </Button>
    </div>
  );
}
