import { type StaffView, staffView } from "@siren/contracts/accounts";
import { memberView } from "@siren/contracts/member";
import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Clashes } from "./clashes.tsx";
import { SaveBar } from "./desk-parts.tsx";
import { staffKey } from "./desk-queries.ts";
import { useDeskText } from "./desk-texts.ts";
import { NewAccount, Nickname, PostAndStores, useStoreName } from "./staff-fields.tsx";
import { blankForm, faultsOf, formOf, type StaffForm } from "./staff-form.ts";
import { useStaffText } from "./staff-texts.ts";
import { useAppointing } from "./use-appointing.ts";
import { useKeptEdit } from "./use-kept-edit.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

type Props = { storeId: string; found: StaffView | undefined; onDone: (nickname: string) => void };

export function StaffEditor({ storeId, found, onDone }: Props) {
  const say = useStaffText();
  const deskSay = useDeskText();
  const nameOf = useStoreName();
  const { own } = useAppointing();
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
    async mutationFn({ email, nickname, hasAccount, roles, stores }: StaffForm): Promise<string> {
      const post = { roles, stores };
      if (found) {
        const path = `/member/staff/${encodeURIComponent(found.memberId)}`;
        const body = { ...post, nickname, expectedVersion: found.version };
        return (await send({ method: "PATCH", path, answer: staffView, body })).nickname;
      }
      const named = { ...post, email: email.trim() };
      const path = "/member/staff";
      const appointed = hasAccount
        ? await send({ method: "POST", path: `${path}/appointments`, answer: staffView, body: named })
        : await send({
            ...{ method: "POST", path, answer: memberView },
            body: { ...named, password: first, nickname },
          });
      return appointed.nickname;
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
  const change = (patch: Partial<StaffForm>) => {
    save.reset();
    edit.change(patch);
  };
  const code = !found && save.error instanceof ApiProblem ? save.error.code : "";
  const why = value.hasAccount ? whyNotAppointed[code] : undefined;
  const part = { value, faults, change };
  return (
    <form ref={form} onSubmit={submit} noValidate className="stack">
      <h2>{found ? say("editTitle", { name: found.nickname }) : say("addTitle")}</h2>
      <Clashes
        clashes={edit.clashes}
        labelOf={(name) => say(name)}
        wordsOf={(name, whose) => {
          const word = (whose === "mine" ? value : theirs)[name];
          if (!Array.isArray(word)) return String(word);
          return word.map((one) => (name === "stores" ? nameOf(one) : say(one as "barista"))).join(", ");
        }}
        onSettle={edit.settle}
      />
      <section className="desk-card">
        {found ? null : <NewAccount {...{ ...part, first, setFirst }} />}
        {value.hasAccount ? null : <Nickname {...part} />}
        <PostAndStores {...part} own={own} />
      </section>
      {why ? (
        <div data-testid="not-appointed">
          <Note tone="bad">
            <p>{say(why)}</p>
            <small>{code}</small>
          </Note>
        </div>
      ) : null}
      <SaveBar
        edit={edit}
        save={{ ...save, error: why ? null : save.error }}
        isFaulty={Object.keys(faults).length > 0}
        closes
      />
      {code === "ALREADY_REGISTERED" ? (
        <Button look="quiet" data-testid="appoint-theirs" onClick={() => change({ hasAccount: true })}>
          {say("appointTheirs")}
        </Button>
      ) : null}
      <Button look="bare" onClick={() => onDone(value.nickname)}>
        {deskSay("cancel")}
      </Button>
    </form>
  );
}

/** What a refusal means for whoever appoints; its usual words are for the one whom it is about. */
const whyNotAppointed: Partial<Record<string, "accountNone" | "accountUnverified" | "accountOfStaff">> = {
  NOT_FOUND: "accountNone",
  NOT_VERIFIED: "accountUnverified",
  ILLEGAL_TRANSITION: "accountOfStaff",
};
