import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote } from "@siren/web/ui/note";
import { type FormEvent, useId } from "react";
import { useStores } from "../../shared/queries.ts";
import { useJourneyText } from "./journey-texts.ts";
import { type Asked, dayInSeoul } from "./journey-view.ts";

type FormProps = { asked: Asked | null; failure: unknown; busy: boolean; onAsk: (asked: Asked) => void };

const textOf = (form: HTMLFormElement, name: string) => String(new FormData(form).get(name) ?? "").trim();

export function JourneyForm({ asked, failure, busy, onAsk }: FormProps) {
  const say = useJourneyText();
  const spoken = useLanguage();
  const storeId = useId();
  const { data: stores = [] } = useStores();
  const byNumber = asked && "store" in asked ? asked : null;
  function askByNumber(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    onAsk({ store: textOf(form, "store"), day: textOf(form, "day"), number: textOf(form, "number") });
  }
  function askById(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    onAsk({ order: textOf(event.currentTarget, "order") });
  }
  return (
    <>
      <div className="ops-forms">
        <form onSubmit={askByNumber} aria-label={say("byNumber")}>
          <div className="ui-field">
            <label htmlFor={storeId}>{say("store")}</label>
            <select
              id={storeId}
              name="store"
              // Drawn again once the stores are there.
              key={stores.length}
              defaultValue={byNumber?.store ?? stores[0]?.storeId}
              data-testid="journey-store"
            >
              {stores.map((store) => (
                <option key={store.storeId} value={store.storeId}>
                  {localised(store.name, spoken)}
                </option>
              ))}
            </select>
          </div>
          <Field
            label={say("day")}
            name="day"
            type="date"
            required
            defaultValue={byNumber?.day ?? dayInSeoul(Date.now())}
          />
          <Field
            label={say("number")}
            name="number"
            type="number"
            inputMode="numeric"
            min={1}
            required
            defaultValue={byNumber?.number}
            data-testid="journey-number"
          />
          <Button type="submit" busy={busy} data-testid="find-by-number">
            {say("find")}
          </Button>
        </form>
        <form onSubmit={askById} aria-label={say("byId")}>
          <Field
            label={say("orderId")}
            name="order"
            required
            pattern="ord_[0-9A-Z]{26}"
            autoComplete="off"
            spellCheck={false}
            placeholder="ord_…"
            defaultValue={asked && "order" in asked ? asked.order : ""}
            data-testid="journey-id"
          />
          <Button type="submit" look="quiet" busy={busy} data-testid="find-by-id">
            {say("find")}
          </Button>
        </form>
      </div>
      {failure ? <FailureNote error={failure} /> : null}
    </>
  );
}
