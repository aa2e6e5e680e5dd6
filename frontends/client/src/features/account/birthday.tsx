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
  // Nothing is picked for anybody: what is set by a slip would stay.
  const [month, setMonth] = useState<number>();
  const [day, setDay] = useState<number>();
  const [isTried, setTried] = useState(false);
  const picked = month !== undefined && day !== undefined ? birthdayOf(month, day) : undefined;
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
    setTried(true);
    if (picked) save.mutate({ key: newKey(), birthday: picked });
  }
  const longest = daysOf(month ?? 1);
  const missing = isTried && !picked;
  const field = { "aria-invalid": missing || undefined, "aria-describedby": `${ids}-missing` };
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
            value={month ?? ""}
            {...field}
            onChange={({ target }) => setMonth(Number(target.value))}
          >
            <option value="" disabled>
              {say("month")}
            </option>
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
            value={day === undefined ? "" : Math.min(day, longest)}
            {...field}
            onChange={({ target }) => setDay(Number(target.value))}
          >
            <option value="" disabled>
              {say("day")}
            </option>
            {upTo(longest).map((each) => (
              <option key={each} value={each}>
                {language === "ko" ? `${each}일` : each}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" look="quiet" busy={save.isPending}>
          {picked ? say("setDay", { day: dayName(picked, language) }) : say("setBirthday")}
        </Button>
      </div>
      <span id={`${ids}-missing`} className="ui-field-error" aria-live="polite">
        {missing ? say("birthdayMissing") : null}
      </span>
      {save.error ? <FailureNote error={save.error} /> : null}
    </form>
  );
}
