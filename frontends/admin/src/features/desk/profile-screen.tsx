import { type StoreProfile, storeProfile } from "@siren/contracts/menu";
import { useLanguage, won } from "@siren/web/i18n";
import { Field } from "@siren/web/ui/field";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Clashes } from "./clashes.tsx";
import { Asked, MenuForm, Part, SaveBar } from "./desk-parts.tsx";
import { type ProfileProps, storePath, useProfile } from "./desk-queries.ts";
import { faultWords, useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import { useHandOverText } from "./hand-over-texts.ts";
import { draftFrom, faultsOf, formOf, type ProfileForm, type Way, ways } from "./profile-form.ts";
import { useProfileText } from "./profile-texts.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

/** What the store is called, where it is, what a hand-over costs, and when it has its hands full. */
export function ProfileScreen({ storeId }: { storeId: string }) {
  const say = useProfileText();
  const { put, lookAgain, ...query } = useProfile(storeId);
  return (
    <Part title={say("store")} lead={say("storeLead")}>
      <Asked query={query}>{(profile) => <ProfileEditor {...{ storeId, profile, put, lookAgain }} />}</Asked>
    </Part>
  );
}

function ProfileEditor({ storeId, profile, put, lookAgain }: ProfileProps) {
  const say = useProfileText();
  const deskSay = useDeskText();
  const waySay = useHandOverText();
  const language = useLanguage();
  const client = useQueryClient();
  const send = useKeyedSend();
  const form = useRef<HTMLFormElement>(null);
  const theirs = formOf(profile);
  const edit = useKeptEdit(`${storeId}.profile`, theirs);
  const { value } = edit;
  const [isTried, setTried] = useState(false);
  const faults = isTried ? faultsOf(value) : {};
  const save = useMutation({
    mutationFn: (wish: ProfileForm) =>
      send({
        ...{ method: "PUT", path: storePath(storeId), answer: storeProfile },
        body: draftFrom(wish, profile),
      }),
    onSuccess(fresh) {
      put(fresh);
      setTried(false);
      edit.drop();
      // The head of the desk has its name too; the gateway may still have the old list.
      client.setQueryData<StoreProfile[]>(["stores"], (all) =>
        all?.map((one) => (one.storeId === storeId ? { ...one, ...fresh } : one)),
      );
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
  const text = (name: Exclude<keyof ProfileForm, Way>) => ({
    ...{
      name,
      label: say(name),
      value: value[name],
      error: faultWords(deskSay, faults[name]),
      required: true,
    },
    "data-testid": `store-${name}`,
    onChange: ({ target }: { target: { value: string } }) => edit.change({ [name]: target.value }),
  });
  const wordsOf = (field: keyof ProfileForm, whose: "mine" | "theirs") => {
    const word = (whose === "mine" ? value : theirs)[field];
    if (typeof word === "string") return word;
    return word.isOffered ? won(Number(word.fee), language) : say("notOffered");
  };
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <MenuForm>
        <Clashes
          clashes={edit.clashes}
          labelOf={(field) => (isWay(field) ? waySay(field) : say(field))}
          wordsOf={wordsOf}
          onSettle={edit.settle}
        />
        <section className="desk-card">
          <h2>{say("named")}</h2>
          <div className="desk-grid">
            <Field {...text("nameKo")} maxLength={200} lang="ko" />
            <Field {...text("nameEn")} maxLength={200} lang="en" />
            <Field {...text("addressKo")} maxLength={400} lang="ko" />
            <Field {...text("addressEn")} maxLength={400} lang="en" />
          </div>
        </section>
        <section className="desk-card">
          <h2>{say("ways")}</h2>
          <ul className="desk-choices">
            {ways.map((way) => (
              <li key={way}>
                <Check
                  label={say("offers", { way: waySay(way) })}
                  checked={value[way].isOffered}
                  testId={`store-offers-${way}`}
                  onChange={(isOffered) => edit.change({ [way]: { ...value[way], isOffered } })}
                />
                {value[way].isOffered ? (
                  <Field
                    label={say("fee", { way: waySay(way) })}
                    name={way}
                    inputMode="numeric"
                    maxLength={9}
                    value={value[way].fee}
                    error={faultWords(deskSay, faults[way])}
                    data-testid={`store-fee-${way}`}
                    onChange={({ target }) => edit.change({ [way]: { ...value[way], fee: target.value } })}
                  />
                ) : null}
              </li>
            ))}
          </ul>
          {faults.noWay ? <p className="ui-field-error">{say("noWay")}</p> : null}
        </section>
        <section className="desk-card">
          <h2>{say("rush")}</h2>
          <Field {...text("maxWait")} inputMode="numeric" maxLength={4} />
        </section>
        <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} label={say("saveProfile")} />
      </MenuForm>
    </form>
  );
}

const isWay = (field: keyof ProfileForm): field is Way => ways.some((way) => way === field);
