import { type Promotion, promotion } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useStores } from "../../shared/queries.ts";
import { useMember, useServices } from "../../shared/services.ts";
import { Clashes } from "./clashes.tsx";
import { MenuForm, SaveBar } from "./desk-parts.tsx";
import { useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import {
  blankForm,
  draftFrom,
  faultsOf,
  formOf,
  longestText,
  type PromotionFault,
  type PromotionForm,
} from "./promotion-form.ts";
import { type PromotionTextKey, usePromotionText } from "./promotion-texts.ts";
import { promotionsKey } from "./promotions-screen.tsx";
import { useKeptEdit } from "./use-kept-edit.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

type Props = {
  storeId: string;
  promotionId: string;
  found: Promotion | undefined;
  onDone: () => void;
};

export function PromotionEditor({ storeId, promotionId, found, onDone }: Props) {
  const say = usePromotionText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const { now } = useServices();
  const own = useMember()?.stores ?? [];
  const stores = useStores();
  const client = useQueryClient();
  const send = useKeyedSend();
  const form = useRef<HTMLFormElement>(null);
  const [blank] = useState(() => blankForm(storeId, now()));
  const theirs = found ? formOf(found) : blank;
  const edit = useKeptEdit(`${storeId}.promotion.${found ? promotionId : "new"}`, theirs);
  const [isTried, setTried] = useState(false);
  const { value } = edit;
  const faults = isTried ? faultsOf(value) : {};
  const lookAgain = () => void client.invalidateQueries({ queryKey: promotionsKey(storeId) });
  const save = useMutation({
    mutationFn: (value: PromotionForm) =>
      send({
        ...{ method: "PUT", path: `/menu/promotions/${encodeURIComponent(promotionId)}`, answer: promotion },
        body: draftFrom(value, found?.version ?? 0),
      }),
    onSuccess() {
      edit.drop();
      lookAgain();
      onDone();
    },
    onError: (error) => isConflict(error) && lookAgain(),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(faultsOf(value));
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(value);
  }
  const wordsOf = (fault: PromotionFault | undefined) => {
    if (fault === undefined) return undefined;
    if (fault === "required" || fault === "timeWrong") return deskSay(fault);
    return fault === "tooLong" ? deskSay("tooLong", { n: longestText }) : say(fault);
  };
  type TextName = "ko" | "en" | "from" | "until" | "hoursFrom" | "hoursUntil" | "words";
  const field = (name: TextName) => ({
    ...{ name, label: say(labels[name]), value: value[name], error: wordsOf(faults[name]) },
    "data-testid": `promotion-${name}`,
    onChange: ({ target }: { target: { value: string } }) => edit.change({ [name]: target.value }),
  });
  const nameOf = (storeId: string) => {
    const store = stores.data?.find((each) => each.storeId === storeId);
    return store ? localised(store.name, language) : storeId;
  };
  const pickable = [...new Set([...own, ...value.storeIds])];
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <Button look="bare" onClick={onDone}>
          {say("back")}
        </Button>
        <Clashes
          clashes={edit.clashes}
          labelOf={(name) => say(labels[name])}
          wordsOf={(name, whose) => {
            const word = (whose === "mine" ? value : theirs)[name];
            return Array.isArray(word) ? word.map(nameOf).join(", ") : String(word) || deskSay("nothing");
          }}
          onSettle={edit.settle}
        />
        <section className="desk-card">
          <div className="desk-grid">
            <Field {...field("ko")} required maxLength={240} lang="ko" />
            <Field {...field("en")} required maxLength={240} lang="en" />
            <Field {...field("from")} required type="datetime-local" />
            <Field {...field("until")} required type="datetime-local" />
          </div>
          <Check
            label={say("hasHours")}
            checked={value.hasHours}
            testId="promotion-has-hours"
            onChange={(hasHours) => edit.change({ hasHours })}
          />
          {value.hasHours ? (
            <div className="desk-grid">
              <Field {...field("hoursFrom")} required type="time" />
              <Field {...field("hoursUntil")} required type="time" />
            </div>
          ) : null}
          <Field {...field("words")} maxLength={1_500} />
          <fieldset className="desk-checks">
            <legend>{say("stores")}</legend>
            {pickable.map((each) => (
              <Check
                key={each}
                label={nameOf(each)}
                checked={value.storeIds.includes(each)}
                onChange={(checked) =>
                  edit.change({
                    storeIds: pickable.filter((one) =>
                      one === each ? checked : value.storeIds.includes(one),
                    ),
                  })
                }
              />
            ))}
          </fieldset>
          {faults.storeIds ? <p className="ui-field-error">{wordsOf(faults.storeIds)}</p> : null}
        </section>
        <section className="desk-card" aria-label={say("preview")}>
          <h2>{say("preview")}</h2>
          {(["ko", "en"] as const).map((each) => (
            <p key={each} className="desk-promotion" lang={each} data-testid={`promotion-preview-${each}`}>
              <span className="desk-tag">{each === "ko" ? "광고" : "Promotion"}</span>
              {value[each]}
            </p>
          ))}
        </section>
        <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} closes />
      </MenuForm>
    </form>
  );
}

const labels: Record<keyof PromotionForm, PromotionTextKey> = {
  ...{ ko: "textKo", en: "textEn", from: "from", until: "until", hasHours: "hasHours" },
  ...{ hoursFrom: "hoursFrom", hoursUntil: "hoursUntil", words: "words", storeIds: "stores" },
};
