import { email } from "@siren/contracts/member";
import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useServices, useSession } from "../../shared/services.ts";
import { type TextKey, useText } from "../../shared/texts.ts";

type Faults = { email?: TextKey; password?: TextKey };

export function SignInScreen() {
  const say = useText();
  const { session, sounds } = useServices();
  const state = useSession();
  const form = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState({ email: "", password: "" });
  const [faults, setFaults] = useState<Faults>({});
  const title = say("signIn");
  useEffect(() => {
    document.title = `${title} · Siren`;
  }, [title]);

  const enter = useMutation({ mutationFn: () => session.login({ ...entered, email: entered.email.trim() }) });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found: Faults = {
      ...(!email.safeParse(entered.email.trim()).success && { email: "emailInvalid" }),
      ...(entered.password === "" && { password: "passwordMissing" }),
    };
    setFaults(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    else {
      void sounds.allow();
      enter.mutate();
    }
  }

  const field = (name: "email" | "password") => ({
    ...{ name, required: true, value: entered[name], error: faults[name] && say(faults[name]) },
    onChange: (event: { target: { value: string } }) => {
      setEntered({ ...entered, [name]: event.target.value });
      setFaults({ ...faults, [name]: undefined });
    },
  });
  const isWrong = enter.error instanceof ApiProblem && enter.error.code === "UNAUTHENTICATED";

  return (
    <div className="narrow">
      <h1>{title}</h1>
      <p className="soft">{say("signInLead")}</p>
      {state.kind === "nobody" && state.wasEnded ? <Note tone="warn">{say("wasEnded")}</Note> : null}
      <form ref={form} className="stack" onSubmit={submit} noValidate>
        <Field
          {...field("email")}
          label={say("email")}
          type="email"
          inputMode="email"
          autoComplete="username"
          maxLength={254}
          data-testid="login-email"
        />
        <Field
          {...field("password")}
          label={say("password")}
          type="password"
          autoComplete="current-password"
          maxLength={128}
          data-testid="login-password"
        />
        {isWrong ? <Note tone="bad">{say("wrongLogin")}</Note> : null}
        {enter.error && !isWrong ? <FailureNote error={enter.error} /> : null}
        <Button type="submit" wide busy={enter.isPending} data-testid="login-submit">
          {title}
        </Button>
      </form>
    </div>
  );
}
