import { type AccountView, accountView } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { nameFault, refusedField } from "../../shared/sign-in-checks.ts";
import { type SignInTextKey, useSignInText } from "../../shared/sign-in-texts.ts";
import { useAccountText } from "./account-texts.ts";
import { useMineChanged } from "./mine.ts";
import { useProfileText } from "./profile-texts.ts";

/** What is called at the counter. What cannot be called is said beside the field, whoever found it. */
export function NicknameForm({ account }: { account: AccountView }) {
  const say = useAccountText();
  const word = useProfileText();
  const sign = useSignInText();
  const form = useRef<HTMLFormElement>(null);
  const { api, session } = useServices();
  const { put } = useMineChanged();
  const [nickname, setNickname] = useState(account.nickname);
  const [fault, setFault] = useState<SignInTextKey>();
  const save = useMutation({
    mutationFn: async (chosen: string) =>
      (await api({ method: "PATCH", path: "/member/me", answer: accountView, body: { nickname: chosen } }))
        .body,
    onSuccess(changed) {
      put(changed);
      session.renamed(changed.nickname);
      setNickname(changed.nickname);
    },
    onError: (error) => show(refusedField(error, true).nickname),
  });

  function show(found: SignInTextKey | undefined): void {
    setFault(found);
    if (found) form.current?.querySelector("input")?.focus();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = nameFault(nickname);
    show(found);
    if (!found && !save.isPending) save.mutate(nickname.normalize("NFC").trim());
  }

  return (
    <form ref={form} className="panel stack" onSubmit={submit} noValidate>
      <Field
        label={sign("nickname")}
        hint={sign("nicknameHint")}
        name="nickname"
        autoComplete="nickname"
        required
        maxLength={64}
        value={nickname}
        error={fault && sign(fault)}
        onChange={({ target }) => {
          setNickname(target.value);
          setFault(undefined);
          save.reset();
        }}
        data-testid="nickname"
      />
      {save.error && !fault ? <FailureNote error={save.error} /> : null}
      {save.isSuccess ? <Note>{word("nicknameSaved", { name: account.nickname })}</Note> : null}
      <Button
        type="submit"
        look="quiet"
        busy={save.isPending}
        disabled={nickname.trim() === account.nickname}
        data-testid="nickname-save"
      >
        {say("save")}
      </Button>
    </form>
  );
}
