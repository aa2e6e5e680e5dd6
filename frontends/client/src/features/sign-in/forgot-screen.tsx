import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link, useLocation } from "react-router";
import { focusHeading } from "../../shared/focus-heading.ts";
import { Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { emailFault } from "../../shared/sign-in-checks.ts";
import { type SignInTextKey, useSignInText } from "../../shared/sign-in-texts.ts";

/** Answered alike for every address, so it says what was done and not whether somebody is known. */
export function ForgotScreen() {
  const say = useSignInText();
  const { api } = useServices();
  const { state } = useLocation();
  const [email, setEmail] = useState<string>(typeof state?.email === "string" ? state.email : "");
  const [fault, setFault] = useState<SignInTextKey>();
  const ask = useMutation({
    mutationFn: (address: string) =>
      api({
        ...{ method: "POST", path: "/member/password/reset", answer: null, isQuiet: true },
        ...{ body: { email: address }, isAnonymous: true },
      }),
  });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const address = email.trim();
    const found = emailFault(address);
    setFault(found);
    if (!found) ask.mutate(address, { onSuccess: focusHeading });
    else event.currentTarget.querySelector("input")?.focus();
  }

  return (
    <Screen title={say("forgot")} lead={say("forgotLead")} back="/sign-in" narrow>
      {ask.isSuccess ? (
        <div className="stack" data-testid="reset-sent">
          <Note>
            <p>{say("resetSent", { email: ask.variables })}</p>
          </Note>
          <p className="soft small">{say("resetSentText")}</p>
          <Button look="quiet" wide onClick={() => ask.reset()}>
            {say("otherEmail")}
          </Button>
        </div>
      ) : (
        <form className="stack" onSubmit={submit} noValidate>
          <Field
            label={say("email")}
            name="email"
            type="email"
            inputMode="email"
            autoComplete="username"
            required
            maxLength={254}
            value={email}
            error={fault && say(fault)}
            onChange={({ target }) => {
              setEmail(target.value);
              setFault(undefined);
            }}
            data-testid="forgot-email"
          />
          {ask.error ? <FailureNote error={ask.error} /> : null}
          <Button type="submit" wide busy={ask.isPending} data-testid="forgot-submit">
            {say("sendLink")}
          </Button>
        </form>
      )}
      <p className="centred">
        <Link to="/sign-in" className="ui-link">
          {say("backToSignIn")}
        </Link>
      </p>
    </Screen>
  );
}
