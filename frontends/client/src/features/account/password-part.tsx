import type { AccountView } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { focusHeading } from "../../shared/focus-heading.ts";
import { PasswordField } from "../../shared/password-field.tsx";
import { useServices } from "../../shared/services.ts";
import { newPasswordFault } from "../../shared/sign-in-checks.ts";
import { type SignInTextKey, useSignInText } from "../../shared/sign-in-texts.ts";
import { useMineChanged } from "./mine.ts";
import { useProfileText } from "./profile-texts.ts";
import { ProofField, useProof } from "./proof-field.tsx";

export function PasswordPart({ account }: { account: AccountView }) {
  const word = useProfileText();
  const [isSaved, setSaved] = useState(false);
  return (
    <section className="panel stack" aria-labelledby="password">
      <h2 id="password">{word("password")}</h2>
      {account.hasPassword ? null : <p className="soft">{word("noPassword")}</p>}
      {isSaved ? (
        <Note>{word("passwordSaved")}</Note>
      ) : (
        <details>
          <summary>{word(account.hasPassword ? "changePassword" : "setPassword")}</summary>
          <PasswordForm
            account={account}
            onSaved={() => {
              setSaved(true);
              focusHeading();
            }}
          />
        </details>
      )}
    </section>
  );
}

function PasswordForm({ account, onSaved }: { account: AccountView; onSaved: () => void }) {
  const word = useProfileText();
  const sign = useSignInText();
  const { session } = useServices();
  const { reread } = useMineChanged();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<SignInTextKey>();
  const change = useMutation({
    mutationFn: (body: { password: string; current?: string }) => session.changePassword(body),
    onSuccess() {
      onSaved();
      reread("account");
    },
  });
  const proof = useProof(account, change);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const found = newPasswordFault(password);
    const isProven = proof.check();
    setFault(found);
    const first = !isProven ? "current-password" : found ? "new-password" : undefined;
    if (first) event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    else if (!change.isPending) change.mutate({ password, ...proof.body });
  }

  return (
    <form className="stack" onSubmit={submit} noValidate>
      <p className="soft small">{word("passwordText")}</p>
      {/* For whoever keeps passwords: whose this one is. */}
      <input
        type="text"
        name="username"
        autoComplete="username"
        value={account.email ?? ""}
        readOnly
        hidden
      />
      <ProofField {...proof.field} />
      <PasswordField
        label={word("newPassword")}
        hint={sign("passwordHint")}
        name="new-password"
        autoComplete="new-password"
        value={password}
        error={fault && sign(fault)}
        onChange={({ target }) => {
          setPassword(target.value);
          setFault(undefined);
        }}
      />
      {proof.otherError ? <FailureNote error={proof.otherError} /> : null}
      <Button type="submit" busy={change.isPending}>
        {sign("setPassword")}
      </Button>
    </form>
  );
}
