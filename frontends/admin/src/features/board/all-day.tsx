import { localised, useLanguage } from "@siren/web/i18n";
import type { ToMake } from "./cups.ts";
import { useBoardText } from "./texts.ts";

/** All that is still to be made, by drink: who stands at the machine makes the same ones together. */
export function AllDay({ toMake }: { toMake: readonly ToMake[] }) {
  const say = useBoardText();
  const language = useLanguage();
  return (
    <section className="all-day" aria-label={say("allDay")}>
      <h2>{say("allDay")}</h2>
      {toMake.length === 0 ? <p className="soft">{say("allDayNone")}</p> : null}
      <ul>
        {toMake.map(({ id, name, cups }) => (
          <li key={id} data-testid="to-make" data-item={id}>
            {localised(name, language)} <b>{cups}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
