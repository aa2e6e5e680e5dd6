import type { BatchView, TicketView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useMemo } from "react";
import type { Acting } from "./acting.ts";
import { useBoardText } from "./texts.ts";
import { type Together, togetherOf } from "./together.ts";

type Props = { batches: readonly BatchView[]; tickets: readonly TicketView[]; acting: Acting };

/** What one pitcher is steamed for: cups of several orders, begun with one tap. */
export function MakeTogether({ batches, tickets, acting }: Props) {
  const say = useBoardText();
  const groups = useMemo(() => togetherOf(batches, tickets), [batches, tickets]);
  if (groups.length === 0) return null;
  return (
    <section className="together" aria-label={say("together")}>
      <h3>{say("together")}</h3>
      <ul>
        {groups.map((group) => (
          <Row key={group.cups[0]?.unit.unitId} group={group} acting={acting} />
        ))}
      </ul>
    </section>
  );
}

function Row({ group: { cups, drinks, choices, numbers }, acting }: { group: Together; acting: Acting }) {
  const say = useBoardText();
  const language = useLanguage();
  const what = drinks.map(({ name, cups: n }) => `${n}× ${localised(name, language)}`).join(" · ");
  const whose = say("togetherOf", { numbers: numbers.join(", ") });
  return (
    <li data-testid="together" data-cups={cups.length}>
      <div className="cup-what">
        <p className="cup-name">{what}</p>
        <ul className="cup-choices">
          {choices.map(({ id, name }) => (
            <li key={id} data-choice={id}>
              {localised(name, language)}
            </li>
          ))}
        </ul>
        <p className="soft">{whose}</p>
      </div>
      <Button
        look="quiet"
        data-testid="start-together"
        aria-label={`${say("startTogether", { n: cups.length })}: ${what}, ${whose}`}
        onClick={() =>
          acting.actTogether(
            cups.map(({ ticket, unit }) => ({
              tap: { verb: "claim", ticketId: ticket.ticketId, unitId: unit.unitId },
              ticket,
              cup: unit,
            })),
          )
        }
      >
        {say("startTogether", { n: cups.length })}
      </Button>
    </li>
  );
}
