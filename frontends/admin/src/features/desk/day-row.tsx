import { Field } from "@siren/web/ui/field";
import { Check } from "./fields.tsx";
import type { DayForm } from "./hours-form.ts";
import { useHoursText } from "./hours-texts.ts";

type DayRowProps = {
  name: string;
  day: string;
  value: DayForm;
  fault: string | undefined;
  onChange: (value: DayForm) => void;
};

export function DayRow({ name, day, value, fault, onChange }: DayRowProps) {
  const say = useHoursText();
  const isAllDay = value.opens === "00:00" && value.closes === "00:00";
  const isNextDay = !isAllDay && value.closes !== "00:00" && value.closes <= value.opens;
  return (
    <li data-testid={name}>
      <Check
        label={say("isOpen", { day })}
        checked={value.isOpen}
        testId={`${name}-open`}
        onChange={(isOpen) => onChange({ ...value, isOpen })}
      />
      {value.isOpen ? (
        <>
          <Field
            label={say("dayOpens", { day })}
            name={`${name}.opens`}
            type="time"
            required
            value={value.opens}
            error={fault}
            data-testid={`${name}-opens`}
            onChange={({ target }) => onChange({ ...value, opens: target.value })}
          />
          <Field
            label={say("dayCloses", { day })}
            name={`${name}.closes`}
            type="time"
            required
            value={value.closes}
            hint={isAllDay ? say("allDay") : isNextDay ? say("nextDay", { time: value.closes }) : ""}
            data-testid={`${name}-closes`}
            onChange={({ target }) => onChange({ ...value, closes: target.value })}
          />
        </>
      ) : (
        <p className="soft">{say("closed")}</p>
      )}
    </li>
  );
}
