import type { MenuDesk } from "@siren/contracts/menu-desk";
import { dayAndTime, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { Note } from "@siren/web/ui/note";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { useServices } from "../../shared/services.ts";
import { Asked, MenuForm, Part, WriteFailure } from "./desk-parts.tsx";
import { deskAt, useDraft } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { PriceChanges } from "./price-changes.tsx";
import { PriceFields } from "./price-fields.tsx";
import { PricePreview } from "./price-preview.tsx";
import { pricesTyped, rowsOf, type Typed } from "./price-sheet.ts";
import { usePriceText } from "./price-texts.ts";
import { fromLocalInput, localInput } from "./seoul-time.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { usePriceWrites } from "./use-price-writes.ts";

const yearMs = 366 * 86_400_000;
const dayMs = 86_400_000;

export function PricesScreen({ storeId }: { storeId: string }) {
  const say = usePriceText();
  const draft = useDraft(storeId);
  return (
    <Part title={say("prices")} lead={say("pricesLead")}>
      <Asked query={draft}>
        {(desk) => (
          <>
            <PriceSheet {...{ storeId, desk }} />
            <PriceChanges {...{ storeId, desk }} />
          </>
        )}
      </Asked>
    </Part>
  );
}

const nothingTyped: { typed: Typed; at: string } = { typed: {}, at: "" };

function PriceSheet({ storeId, desk }: { storeId: string; desk: MenuDesk }) {
  const say = usePriceText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const { now } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const edit = useKeptEdit(`${storeId}.prices`, nothingTyped);
  const { toDraft, schedule } = usePriceWrites(storeId, desk, () => edit.drop());
  const [tried, setTried] = useState<"draft" | "time" | null>(null);
  const { groups, choices } = rowsOf(desk);
  const { typed, at } = edit.value;
  const { prices, faults, steps } = pricesTyped([...groups.flatMap(({ rows }) => rows), ...choices], typed);
  const atMs = fromLocalInput(at);
  const isTimeGood = atMs !== null && atMs > now() && atMs < now() + yearMs;
  const busy = toDraft.isPending || schedule.isPending;
  const isNothing = steps.length === 0 && Object.keys(faults).length === 0;

  function put(how: "draft" | "time"): void {
    setTried(how);
    toDraft.reset();
    schedule.reset();
    const [first] = Object.keys(faults);
    const wrong = first ?? (how === "time" && !isTimeGood ? "at" : undefined);
    if (wrong) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
    else if (how === "draft") toDraft.mutate(prices);
    else if (atMs !== null) schedule.mutate({ at: atMs, prices });
  }
  return (
    <form ref={form} noValidate onSubmit={(event) => event.preventDefault()}>
      <MenuForm>
        <div className="desk-sheet">
          <PriceFields
            {...{ groups, choices, typed, faults: tried ? faults : {} }}
            onType={(rowId, text) => edit.change({ typed: { ...typed, [rowId]: text } })}
          />
          <aside className="desk-card desk-sheet-side" aria-label={say("preview")}>
            <PricePreview steps={steps} />
            <Button
              wide
              busy={busy}
              disabled={isNothing}
              data-testid="prices-to-draft"
              onClick={() => put("draft")}
            >
              {say("toDraft")}
            </Button>
            <Field
              label={say("at")}
              name="at"
              type="datetime-local"
              min={localInput(now())}
              max={localInput(now() + yearMs - dayMs)}
              value={at}
              error={tried === "time" && !isTimeGood ? say("atWrong") : undefined}
              data-testid="prices-at"
              onChange={({ target }) => edit.change({ at: target.value })}
            />
            <Button
              wide
              look="quiet"
              busy={busy}
              disabled={isNothing}
              data-testid="prices-at-time"
              onClick={() => put("time")}
            >
              {say("schedule")}
            </Button>
            {edit.isChanged ? (
              <Button wide look="bare" onClick={() => edit.drop()}>
                {deskSay("drop")}
              </Button>
            ) : null}
            <WriteFailure error={toDraft.error ?? schedule.error} />
            {toDraft.isSuccess ? (
              <div data-testid="prices-in-draft">
                <Note>
                  <p>{say("inDraft")}</p>
                  <Link to={deskAt(storeId, "publish")} className="ui-link">
                    {say("toPublish")}
                  </Link>
                </Note>
              </div>
            ) : null}
            {schedule.data ? (
              <div data-testid="prices-scheduled">
                <Note>{say("scheduled", { time: dayAndTime(schedule.data.at, language) })}</Note>
              </div>
            ) : null}
          </aside>
        </div>
      </MenuForm>
    </form>
  );
}
