import { type MenuDesk, priceChange } from "@siren/contracts/menu-desk";
import { dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { randomHex } from "@siren/web/random-hex";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { useServices } from "../../shared/services.ts";
import { Asked, MenuForm, Part, WriteFailure } from "./desk-parts.tsx";
import { deskAt, storePath, useDraft, useDraftWrite } from "./desk-queries.ts";
import { faultWords, useDeskText } from "./desk-texts.ts";
import { changesKey, PriceChanges } from "./price-changes.tsx";
import { type PriceRow, pricesTyped, rowsOf, type Typed } from "./price-sheet.ts";
import { usePriceText } from "./price-texts.ts";
import { fromLocalInput, localInput } from "./seoul-time.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

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
  const client = useQueryClient();
  const send = useKeyedSend();
  const write = useDraftWrite(storeId);
  const edit = useKeptEdit(`${storeId}.prices`, nothingTyped);
  const [tried, setTried] = useState<"draft" | "time" | null>(null);
  const { groups, choices } = rowsOf(desk);
  const { typed, at } = edit.value;
  const rows = [...groups.flatMap((group) => group.rows), ...choices];
  const { prices, faults, steps } = pricesTyped(rows, typed);
  const atMs = fromLocalInput(at);
  const isTimeGood = atMs !== null && atMs > now() && atMs < now() + yearMs;

  const toDraft = useMutation({
    mutationFn: () => {
      const path = `${storePath(storeId)}/draft/prices`;
      const before = JSON.stringify(rowsOf(desk));
      return write(
        desk,
        (expectedDraftVersion) => ({ method: "PUT", path, body: { expectedDraftVersion, prices } }),
        (fresh) => JSON.stringify(rowsOf(fresh)) === before,
      );
    },
    onSuccess: () => edit.drop(),
  });
  // One name for what is typed here, until it is set: sent twice it is one change.
  const changeId = useRef(`change-${randomHex(6)}`);
  const schedule = useMutation({
    mutationFn: () =>
      send({
        ...{
          method: "PUT",
          path: `${storePath(storeId)}/price-changes/${changeId.current}`,
          answer: priceChange,
        },
        body: { at: atMs, prices },
      }),
    onSuccess() {
      changeId.current = `change-${randomHex(6)}`;
      edit.drop();
      void client.invalidateQueries({ queryKey: changesKey(storeId) });
    },
  });
  const busy = toDraft.isPending || schedule.isPending;

  function put(how: "draft" | "time"): void {
    setTried(how);
    toDraft.reset();
    schedule.reset();
    const [first] = Object.keys(faults);
    const wrong = first ?? (how === "time" && !isTimeGood ? "at" : undefined);
    if (wrong) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
    else if (how === "draft") toDraft.mutate();
    else schedule.mutate();
  }
  const field = (row: PriceRow) => (
    <li key={row.id} className="desk-price-row">
      <span>
        {localised(row.name, language)}
        <span className="soft desk-price">{say("now", { price: won(row.price_krw, language) })}</span>
      </span>
      <Field
        label={say("newPrice", { name: localised(row.name, language) })}
        name={row.id}
        value={typed[row.id] ?? ""}
        inputMode="numeric"
        maxLength={12}
        placeholder={`${row.price_krw}`}
        error={tried ? faultWords(deskSay, faults[row.id]) : undefined}
        data-testid={`price-${row.id.replace(":", "-")}`}
        onChange={({ target }) => edit.change({ typed: { ...typed, [row.id]: target.value } })}
      />
    </li>
  );
  return (
    <form ref={form} noValidate onSubmit={(event) => event.preventDefault()}>
      <MenuForm>
        <div className="desk-sheet">
          <div>
            {groups.map(({ categoryId, name, rows }) => (
              <section key={categoryId} className="desk-group">
                <h2>{localised(name, language)}</h2>
                <ul>{rows.map(field)}</ul>
              </section>
            ))}
            {choices.length > 0 ? (
              <section className="desk-group">
                <h2>{say("extras")}</h2>
                <ul>{choices.map(field)}</ul>
              </section>
            ) : null}
          </div>
          <aside className="desk-card desk-sheet-side" aria-label={say("preview")}>
            <h2>{say("preview")}</h2>
            {steps.length === 0 ? <p className="soft">{say("nothingYet")}</p> : null}
            <ul data-testid="price-preview">
              {steps.map(({ row, to_krw }) => {
                const by_krw = to_krw - row.price_krw;
                const amount = won(Math.abs(by_krw), language);
                return (
                  <li key={row.id} className="desk-change">
                    <strong>{localised(row.name, language)}</strong>
                    <span className="desk-price">
                      {say("step", { from: won(row.price_krw, language), to: won(to_krw, language) })}
                    </span>
                    <span className="soft desk-price">{say(by_krw > 0 ? "more" : "less", { amount })}</span>
                  </li>
                );
              })}
            </ul>
            <Button
              wide
              busy={busy}
              disabled={steps.length === 0 && Object.keys(faults).length === 0}
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
              disabled={steps.length === 0 && Object.keys(faults).length === 0}
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
