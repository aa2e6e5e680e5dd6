import { starAccount } from "@siren/contracts/wallet";
import { newKey } from "@siren/web/connections";
import { type Language, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { useMineChanged } from "./mine.ts";
import { birthdayOf, daysOf } from "./rewards.ts";
import { useRewardsText } from "./rewards-texts.ts";

const leapYear = 2024;
const dayName = (birthday: string, language: Language) =>
  new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", {
    ...{ month: "long", day: "numeric", timeZone: "UTC" },
  }).format(Date.parse(`${leapYear}-${birthday}`));
const monthName = (month: number, language: Language) =>
  new Intl.DateTimeFormat(language === "ko" ? "ko-KR" : "en-GB", { month: "long", timeZone: "UTC" }).format(
    Date.UTC(leapYear, month - 1),
  );
const upTo = (most: number) => Array.from({ length: most }, (_, at) => at + 1);

/** Said once: a birthday each month would be many drinks. */
export function Birthday({ birthday }: { birthday: string | null }) {
  const say = useRewardsText();
  const language = useLanguage();
  const ids = useId();
  const { api } = useServices();
  const { reread } = useMineChanged();
  const [month, setMonth] = useState(1);
  const [day, setDay] = useState(1);
  const save = useMutation({
    mutationFn: ({ key, ...body }: { key: string; birthday: string }) =>
      api({
        method: "PUT",
        path: "/member/stars/birthday",
        answer: starAccount,
        body,
        key,
        retryForMs: 5_000,
      }),
    onSettled: () => reread("stars"),
  });
  if (birthday !== null)
    return (
      <p className="panel">
        <strong className="block">{say("birthday")}</strong>
        {say("birthdayIs", { day: dayName(birthday, language) })}
      </p>
    );

  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate({ key: newKey(), birthday: birthdayOf(month, day) });
  }
  return (
    <form className="panel stack" onSubmit={submit}>
      <h3>{say("birthday")}</h3>
      <p className="small">{say("birthdayLead")}</p>
      <div className="row">
        <label className="ui-select" htmlFor={`${ids}-month`}>
          <span className="ui-unseen">{say("month")}</span>
          <select
            id={`${ids}-month`}
            autoComplete="bday-month"
            value={month}
            onChange={({ target }) => setMonth(Number(target.value))}
          >
            {upTo(12).map((each) => (
              <option key={each} value={each}>
                {monthName(each, language)}
              </option>
            ))}
          </select>
        </label>
        <label className="ui-select" htmlFor={`${ids}-day`}>
          <span className="ui-unseen">{say("day")}</span>
          <select
            id={`${ids}-day`}
            autoComplete="bday-day"
            value={Math.min(day, daysOf(month))}
            onChange={({ target }) => setDay(Number(target.value))}
          >
            {upTo(daysOf(month)).map((each) => (
              <option key={each} value={each}>
                {language === "ko" ? `${each}일` : each}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" look="quiet" busy={save.isPending}>
          {say("setBirthday")}
        </Button>
      </div>
      {save.error ? <FailureNote error={save.error} /> : null}
    </form>
  );
}
