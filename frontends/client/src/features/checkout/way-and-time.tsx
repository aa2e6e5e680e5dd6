import type { StoreProfile } from "@siren/contracts/menu";
import type { HandOver } from "@siren/contracts/order";
import { clockTime, useLanguage, won } from "@siren/web/i18n";
import { useHandOverWords } from "../../shared/hand-over-words.ts";
import { useCheckoutText } from "./checkout-texts.ts";
import { byDay } from "./pick-up-times.ts";

type HandOverProps = {
  offered: StoreProfile["handOvers"];
  chosen: HandOver;
  onChoose: (kind: HandOver) => void;
};

export function HandOverChoice({ offered, chosen, onChoose }: HandOverProps) {
  const say = useCheckoutText();
  const kindWords = useHandOverWords();
  const language = useLanguage();
  return (
    <fieldset className="panel choices">
      <legend>{say("handOver")}</legend>
      <div className="option-row">
        {offered.map(({ kind, fee_krw }) => (
          <label key={kind} className="option" data-testid={`hand-over-${kind}`}>
            <input type="radio" name="hand-over" checked={kind === chosen} onChange={() => onChoose(kind)} />
            <span>
              {kindWords(kind)}{" "}
              <span className="soft small">{fee_krw > 0 ? `+${won(fee_krw, language)}` : null}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type TimeProps = {
  times: readonly number[];
  now: number;
  chosen: number | undefined;
  onChoose: (at: number | undefined) => void;
};

export function TimeChoice({ times, now, chosen, onChoose }: TimeProps) {
  const say = useCheckoutText();
  const language = useLanguage();
  // What was chosen stays in the list although it may have become too early: the refusal names another.
  const shown = chosen === undefined || times.includes(chosen) ? times : [chosen, ...times];
  return (
    <fieldset className="panel choices">
      <legend>{say("when")}</legend>
      <div className="option-row">
        <label className="option" data-testid="time-asap">
          <input
            type="radio"
            name="when"
            checked={chosen === undefined}
            onChange={() => onChoose(undefined)}
          />
          <span>{say("asap")}</span>
        </label>
        <label className="option" data-testid="time-later">
          <input
            type="radio"
            name="when"
            disabled={shown.length === 0}
            checked={chosen !== undefined}
            onChange={() => onChoose(shown[0])}
          />
          <span>{say("later")}</span>
        </label>
      </div>
      {shown.length === 0 ? <p className="soft small">{say("noTimes")}</p> : null}
      {chosen === undefined ? null : (
        <label className="pick-up-time">
          <span className="small">{say("pickTime")}</span>
          <select
            value={chosen}
            data-testid="pick-up-time"
            onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
          >
            {byDay(shown, now).map((day) => (
              <optgroup key={String(day.isToday)} label={say(day.isToday ? "today" : "tomorrow")}>
                {day.times.map((at) => (
                  <option key={at} value={at}>
                    {say(day.isToday ? "today" : "tomorrow")} {clockTime(at, language)}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
      )}
    </fieldset>
  );
}
