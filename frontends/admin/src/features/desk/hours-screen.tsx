import { type StoreProfile, storeProfile } from "@siren/contracts/menu";
import { Field } from "@siren/web/ui/field";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Asked, Clashes, MenuForm, Part, SaveBar } from "./desk-parts.tsx";
import { storePath, useProfile } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import { Holidays } from "./holidays.tsx";
import {
  type DayForm,
  faultsOfWeek,
  fieldOf,
  type WeekForm,
  weekdays,
  weekFormOf,
  weekFrom,
} from "./hours-form.ts";
import { type SayHours, useHoursText } from "./hours-texts.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

export type ProfileProps = {
  storeId: string;
  profile: StoreProfile;
  put: (fresh: StoreProfile) => void;
  lookAgain: () => void;
};

export function HoursScreen({ storeId }: { storeId: string }) {
  const say = useHoursText();
  const { put, lookAgain, ...query } = useProfile(storeId);
  return (
    <Part title={say("hours")} lead={say("hoursLead")}>
      <Asked query={query}>
        {(profile) => (
          <>
            <Week {...{ storeId, profile, put, lookAgain }} />
            <Holidays {...{ storeId, profile, put, lookAgain }} />
          </>
        )}
      </Asked>
    </Part>
  );
}

function Week({ storeId, profile, put, lookAgain }: ProfileProps) {
  const say = useHoursText();
  const deskSay = useDeskText();
  const send = useKeyedSend();
  const form = useRef<HTMLFormElement>(null);
  const theirs = weekFormOf(profile);
  const edit = useKeptEdit(`${storeId}.week`, theirs);
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOfWeek(edit.value) : {};
  const save = useMutation({
    mutationFn: (value: WeekForm) =>
      send({
        ...{ method: "PUT", path: `${storePath(storeId)}/hours`, answer: storeProfile },
        body: { expectedVersion: profile.version, ...weekFrom(value) },
      }),
    onSuccess(fresh) {
      put(fresh);
      edit.drop();
    },
    onError: (error) => isConflict(error) && lookAgain(),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(faultsOfWeek(edit.value));
    if (first) form.current?.querySelector<HTMLElement>(`[name^="${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(edit.value);
  }
  const lastOrderFault = faults.lastOrder ? deskSay("numberWrong", { from: 0, to: 120 }) : undefined;
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <Clashes
          clashes={edit.clashes}
          labelOf={(field) =>
            field === "lastOrder" ? say("lastOrder") : say(`day_${field.slice(-1)}` as "day_0")
          }
          wordsOf={(field, whose) => {
            const word = (whose === "mine" ? edit.value : theirs)[field];
            return typeof word === "string" ? word : dayWords(word, say);
          }}
          onSettle={edit.settle}
        />
        <section className="desk-card">
          <h2>{say("week")}</h2>
          <ul className="desk-week">
            {weekdays.map((weekday) => (
              <DayRow
                key={weekday}
                name={fieldOf(weekday)}
                day={say(`day_${weekday}`)}
                value={edit.value[fieldOf(weekday)]}
                fault={faultWordsOf(faults[fieldOf(weekday)], say, deskSay)}
                onChange={(value) => edit.change({ [fieldOf(weekday)]: value })}
              />
            ))}
          </ul>
          <Field
            label={say("lastOrder")}
            name="lastOrder"
            inputMode="numeric"
            maxLength={4}
            value={edit.value.lastOrder}
            error={lastOrderFault}
            data-testid="last-order"
            onChange={({ target }) => edit.change({ lastOrder: target.value })}
          />
          <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} label={say("saveHours")} />
        </section>
      </MenuForm>
    </form>
  );
}

const faultWordsOf = (
  fault: string | undefined,
  say: SayHours,
  deskSay: ReturnType<typeof useDeskText>,
): string | undefined =>
  fault === "overlaps" ? say("overlaps") : fault === undefined ? undefined : deskSay("timeWrong");

const dayWords = ({ isOpen, opens, closes }: DayForm, say: SayHours) =>
  isOpen ? `${opens}–${closes}` : say("closed");

type DayRowProps = {
  name: string;
  day: string;
  value: DayForm;
  fault: string | undefined;
  onChange: (value: DayForm) => void;
};

function DayRow({ name, day, value, fault, onChange }: DayRowProps) {
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
