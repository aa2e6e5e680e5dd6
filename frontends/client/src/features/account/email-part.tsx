import type { AccountView } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { emailFault } from "../../shared/sign-in-checks.ts";
import { type SignInTextKey, useSignInText } from "../../shared/sign-in-texts.ts";
import { useProfileText } from "./profile-texts.ts";
import { ProofField, useProof } from "./proof-field.tsx";

export function EmailPart({ account }: { account: AccountView }) {
  const word = useProfileText();
  const { api } = useServices();
  const again = useMutation({
    mutationFn: () => api({ method: "POST", path: "/member/verify/again", answer: null, body: {} }),
  });
  const { email, isVerified } = account;
  return (
    <section className="panel stack" aria-labelledby="email">
      <h2 id="email">{word("email")}</h2>
      {email === null ? (
        <p className="soft">{word("noEmail")}</p>
      ) : (
        <p className="row spread">
          <span className="typed">{email}</span>
          <span className="pill" data-open={isVerified}>
            {word(isVerified ? "isVerified" : "notVerified")}
          </span>
        </p>
      )}
      {email !== null && !isVerified ? (
        <>
          <p className="small soft">{word("verifyText")}</p>
          {again.isSuccess ? <Note>{word("sentAgain")}</Note> : null}
          {again.error ? <FailureNote error={again.error} /> : null}
          <Button
            look="quiet"
            busy={again.isPending}
            disabled={again.isSuccess}
            onClick={() => again.mutate()}
          >
            {word("sendAgain")}
          </Button>
        </>
      ) : null}
      <details>
        <summary>{word(email === null ? "addEmail" : "changeEmail")}</summary>
        <EmailForm account={account} />
      </details>
    </section>
  );
}

/** The new address counts once its link was opened. */
function EmailForm({ account }: { account: AccountView }) {
  const word = useProfileText();
  const sign = useSignInText();
  const { api } = useServices();
  const [email, setEmail] = useState("");
  const [fault, setFault] = useState<SignInTextKey>();
  const change = useMutation({
    mutationFn: (body: { email: string; current?: string }) =>
      api({ method: "PUT", path: "/member/me/email", answer: null, body, tellsPassword: true }),
  });
  const proof = useProof(account, change);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const address = email.trim();
    const found = emailFault(address);
    const isProven = proof.check();
    setFault(found);
    const first = found ? "new-email" : !isProven ? "current-password" : undefined;
    if (first) event.currentTarget.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    else if (!change.isPending) change.mutate({ email: address, ...proof.body });
  }

  if (change.isSuccess) return <Note>{word("emailSent", { email: change.variables.email })}</Note>;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <Field
        label={word("newEmail")}
        name="new-email"
        type="email"
        inputMode="email"
        autoComplete="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={254}
        value={email}
        error={fault && sign(fault)}
        onChange={({ target }) => {
          setEmail(target.value);
          setFault(undefined);
        }}
      />
      <ProofField {...proof.field} />
      {proof.otherError ? <FailureNote error={proof.otherError} /> : null}
      <Button type="submit" busy={change.isPending}>
        {sign("sendLink")}
      </Button>
    </form>
  );
}
