import { storeProfile } from "@siren/contracts/menu";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Clashes } from "./clashes.tsx";
import { MenuForm, SaveBar } from "./desk-parts.tsx";
import { type ProfileProps, storePath } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import {
  blankHoliday,
  faultsOfHolidays,
  type HolidayFault,
  type HolidayForm,
  holidayFormOf,
  holidayFrom,
} from "./hours-form.ts";
import { useHoursText } from "./hours-texts.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

const mostHolidays = 60;

/** The dates on which the hours are others. */
export function Holidays({ storeId, profile, put, lookAgain }: ProfileProps) {
  const say = useHoursText();
  const deskSay = useDeskText();
  const send = useKeyedSend();
  const form = useRef<HTMLFormElement>(null);
  const theirs = { holidays: profile.holidays.map(holidayFormOf) };
  const edit = useKeptEdit(`${storeId}.holidays`, theirs);
  const { holidays } = edit.value;
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOfHolidays(holidays) : {};
  const save = useMutation({
    mutationFn: (all: readonly HolidayForm[]) =>
      send({
        ...{ method: "PUT", path: `${storePath(storeId)}/holidays`, answer: storeProfile },
        body: {
          expectedVersion: profile.version,
          holidays: all.map(holidayFrom).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
        },
      }),
    onSuccess(fresh) {
      put(fresh);
      setTried(false);
      edit.drop();
    },
    onError: (error) => isConflict(error) && lookAgain(),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(faultsOfHolidays(holidays));
    if (first) form.current?.querySelector<HTMLElement>(`[name="holiday.${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(holidays);
  }
  const change = (at: number, patch: Partial<HolidayForm>) =>
    edit.change({ holidays: holidays.map((one, place) => (place === at ? { ...one, ...patch } : one)) });
  const wordsOf = (fault: HolidayFault | undefined) => {
    if (fault === undefined) return undefined;
    return fault === "dateWrong" || fault === "dateTwice" ? say(fault) : deskSay(fault);
  };
  const field = (at: number, name: "day" | "ko" | "en" | "opens" | "closes") => ({
    ...{ name: `holiday.${at}.${name}`, value: holidays[at]?.[name] ?? "", required: true },
    error: wordsOf(faults[`${at}.${name}`]),
    "data-testid": `holiday-${at}-${name}`,
    onChange: ({ target }: { target: { value: string } }) => change(at, { [name]: target.value }),
  });
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <section className="desk-card">
          <h2>{say("holidays")}</h2>
          <p className="soft">{say("holidaysLead")}</p>
          <Clashes
            clashes={edit.clashes}
            labelOf={() => say("holidays")}
            wordsOf={(_, whose) =>
              (whose === "mine" ? holidays : theirs.holidays).map(({ day }) => day).join(", ") ||
              deskSay("nothing")
            }
            onSettle={edit.settle}
          />
          {holidays.length === 0 ? <p className="soft">{say("noHolidays")}</p> : null}
          <ul className="desk-choices">
            {holidays.map((one, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: its date is being typed
              <li key={at} data-testid={`holiday-${at}`}>
                <Field {...field(at, "day")} label={say("date")} type="date" />
                <Field {...field(at, "ko")} label={say("nameKo")} maxLength={60} lang="ko" />
                <Field {...field(at, "en")} label={say("nameEn")} maxLength={60} lang="en" />
                <Check
                  label={say("isOpenThen")}
                  checked={one.isOpen}
                  testId={`holiday-${at}-open`}
                  onChange={(isOpen) => change(at, { isOpen })}
                />
                {one.isOpen ? (
                  <>
                    <Field {...field(at, "opens")} label={say("opens")} type="time" />
                    <Field {...field(at, "closes")} label={say("closes")} type="time" />
                  </>
                ) : null}
                <Button
                  look="bare"
                  aria-label={deskSay("removeNamed", { name: one.day || one.ko })}
                  onClick={() => edit.change({ holidays: holidays.filter((_, place) => place !== at) })}
                >
                  {deskSay("remove")}
                </Button>
              </li>
            ))}
          </ul>
          <Button
            look="quiet"
            disabled={holidays.length >= mostHolidays}
            data-testid="add-holiday"
            onClick={() => edit.change({ holidays: [...holidays, blankHoliday] })}
          >
            {say("addHoliday")}
          </Button>
          <SaveBar
            {...{ edit, save }}
            isFaulty={Object.keys(faults).length > 0}
            label={say("saveHolidays")}
          />
        </section>
      </MenuForm>
    </form>
  );
}
