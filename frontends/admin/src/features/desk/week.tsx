import { storeProfile } from "@siren/contracts/menu";
import { Field } from "@siren/web/ui/field";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Clashes } from "./clashes.tsx";
import { DayRow } from "./day-row.tsx";
import { MenuForm, SaveBar } from "./desk-parts.tsx";
import { type ProfileProps, storePath } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
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

/** The hours of each weekday, and until when orders are taken. */
export function Week({ storeId, profile, put, lookAgain }: ProfileProps) {
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
