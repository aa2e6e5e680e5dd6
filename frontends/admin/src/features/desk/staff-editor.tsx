import { type StaffView, staffView } from "@siren/contracts/accounts";
import { memberView } from "@siren/contracts/member";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useStores } from "../../shared/queries.ts";
import { useMember } from "../../shared/services.ts";
import { Clashes, SaveBar } from "./desk-parts.tsx";
import { useDeskText } from "./desk-texts.ts";
import { Check } from "./fields.tsx";
import { blankForm, faultsOf, formOf, posts, type StaffFault, type StaffForm } from "./staff-form.ts";
import { staffKey } from "./staff-screen.tsx";
import { useStaffText } from "./staff-texts.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

type Props = { storeId: string; found: StaffView | undefined; onDone: (nickname: string) => void };

export function StaffEditor({ storeId, found, onDone }: Props) {
  const say = useStaffText();
  const deskSay = useDeskText();
  const language = useLanguage();
  const own = useMember()?.stores ?? [];
  const stores = useStores();
  const client = useQueryClient();
  const send = useKeyedSend();
  const form = useRef<HTMLFormElement>(null);
  const theirs = found ? formOf(found) : blankForm(storeId);
  const edit = useKeptEdit(`${storeId}.staff.${found?.memberId ?? "new"}`, theirs);
  // Never kept by the browser.
  const [first, setFirst] = useState("");
  const [isTried, setTried] = useState(false);
  const { value } = edit;
  const faultsNow = () => faultsOf(value, found ? null : first);
  const faults = isTried ? faultsNow() : {};
  const lookAgain = () => void client.invalidateQueries({ queryKey: staffKey(storeId) });

  const save = useMutation({
    async mutationFn({ email, nickname, roles, stores }: StaffForm): Promise<string> {
      if (!found) {
        const body = { email: email.trim(), password: first, nickname, roles, stores };
        // Nobody is appointed twice: an address that is taken is refused, so a lost answer is not asked for again.
        const call = {
          method: "POST",
          path: "/member/staff",
          answer: memberView,
          body,
          retryForMs: 0,
        } as const;
        return (await send(call)).nickname;
      }
      const path = `/member/staff/${encodeURIComponent(found.memberId)}`;
      const body = { roles, stores, nickname, expectedVersion: found.version };
      return (await send({ method: "PATCH", path, answer: staffView, body })).nickname;
    },
    onSuccess(nickname) {
      edit.drop();
      lookAgain();
      onDone(nickname);
    },
    onError: lookAgain,
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    const [wrong] = Object.keys(faultsNow());
    if (wrong) form.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
    else if (edit.clashes.length === 0) save.mutate(value);
  }
  const wordsOf = (fault: StaffFault | undefined) => fault && say(fault);
  const nameOf = (storeId: string) => {
    const store = stores.data?.find((each) => each.storeId === storeId);
    return store ? localised(store.name, language) : storeId;
  };
  return (
    <form ref={form} onSubmit={submit} noValidate className="stack">
      <h2>{found ? say("editTitle", { name: found.nickname }) : say("addTitle")}</h2>
      {found ? null : <p className="soft">{say("addLead")}</p>}
      <Clashes
        clashes={edit.clashes}
        labelOf={(name) => say(name)}
        wordsOf={(name, whose) => {
          const word = (whose === "mine" ? value : theirs)[name];
          if (!Array.isArray(word)) return word;
          return word.map((one) => (name === "stores" ? nameOf(one) : say(one as "barista"))).join(", ");
        }}
        onSettle={edit.settle}
      />
      <section className="desk-card">
        {found ? null : (
          <div className="desk-grid">
            <Field
              label={say("email")}
              name="email"
              type="email"
              inputMode="email"
              autoComplete="off"
              required
              maxLength={254}
              value={value.email}
              error={wordsOf(faults.email)}
              data-testid="staff-email"
              onChange={({ target }) => edit.change({ email: target.value })}
            />
            <Field
              label={say("password")}
              name="password"
              type="password"
              autoComplete="new-password"
              required
              maxLength={128}
              hint={say("passwordHint")}
              value={first}
              error={wordsOf(faults.password)}
              data-testid="staff-password"
              onChange={({ target }) => setFirst(target.value)}
            />
          </div>
        )}
        <Field
          label={say("nickname")}
          name="nickname"
          required
          maxLength={40}
          value={value.nickname}
          error={wordsOf(faults.nickname)}
          data-testid="staff-nickname"
          onChange={({ target }) => edit.change({ nickname: target.value })}
        />
        <fieldset className="desk-checks">
          <legend>{say("roles")}</legend>
          {posts.map((post) => (
            <Check
              key={post}
              label={say(post)}
              checked={value.roles.includes(post)}
              testId={`staff-role-${post}`}
              onChange={(checked) =>
                edit.change({
                  roles: posts.filter((one) => (one === post ? checked : value.roles.includes(one))),
                })
              }
            />
          ))}
        </fieldset>
        {faults.roles ? <p className="ui-field-error">{wordsOf(faults.roles)}</p> : null}
        <fieldset className="desk-checks">
          <legend>{say("stores")}</legend>
          {own.map((each) => (
            <Check
              key={each}
              label={nameOf(each)}
              checked={value.stores.includes(each)}
              testId={`staff-store-${each}`}
              onChange={(checked) =>
                edit.change({
                  stores: own.filter((one) => (one === each ? checked : value.stores.includes(one))),
                })
              }
            />
          ))}
        </fieldset>
        {faults.stores ? <p className="ui-field-error">{wordsOf(faults.stores)}</p> : null}
      </section>
      <SaveBar {...{ edit, save }} isFaulty={Object.keys(faults).length > 0} closes />
      <Button look="bare" onClick={() => onDone(value.nickname)}>
        {deskSay("cancel")}
      </Button>
    </form>
  );
}
