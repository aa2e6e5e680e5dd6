import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { Screen } from "../../shared/screen.tsx";
import { useServices, useSession } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { type Entered, type Faults, faultsOf, safeNext } from "./checks.ts";

export function SignInScreen({ isNew = false }: { isNew?: boolean }) {
  const say = useText();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { session } = useServices();
  const state = useSession();
  const form = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState<Entered>({ email: "", password: "", nickname: "" });
  const [faults, setFaults] = useState<Faults>({});
  const next = safeNext(search.get("next"));

  const enter = useMutation({
    mutationFn: ({ email, password, nickname }: Entered) =>
      isNew
        ? session.register({ email: email.trim(), password, nickname: nickname.trim() })
        : session.login({ email: email.trim(), password }),
    onSuccess: () => navigate(next, { replace: true }),
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    const found = faultsOf({ ...entered, email: entered.email.trim() }, isNew);
    setFaults(found);
    const first = (["email", "password", "nickname"] as const).find((each) => found[each]);
    if (!first) enter.mutate(entered);
    else form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  }

  const field = (name: keyof Entered) => ({
    ...{ name, required: true, value: entered[name], error: faults[name] && say(faults[name]) },
    onChange: (event: { target: { value: string } }) => {
      setEntered({ ...entered, [name]: event.target.value });
      setFaults({ ...faults, [name]: undefined });
    },
  });
  const isWrong = enter.error instanceof ApiProblem && enter.error.code === "UNAUTHENTICATED";
  const isTaken = enter.error instanceof ApiProblem && enter.error.code === "ALREADY_REGISTERED";
  const forgot = (
    <Link to="/forgot" state={{ email: entered.email.trim() }} className="ui-link" data-testid="forgot">
      {say("forgotAsk")}
    </Link>
  );
  const other = `${isNew ? "/sign-in" : "/register"}?next=${encodeURIComponent(next)}`;

  return (
    <Screen
      title={say(isNew ? "register" : "signIn")}
      lead={say(isNew ? "registerLead" : "signInLead")}
      narrow
    >
      <div className="sign-in-drawing">
        <ItemDrawing item={{ itemId: "latte", categoryId: "espresso" }} />
      </div>
      {state.kind === "nobody" && state.wasEnded ? <Note tone="warn">{say("wasEnded")}</Note> : null}
      <form ref={form} className="stack" onSubmit={submit} noValidate>
        <Field
          {...field("email")}
          label={say("email")}
          type="email"
          inputMode="email"
          autoComplete={isNew ? "email" : "username"}
          maxLength={254}
          data-testid="login-email"
        />
        <Field
          {...field("password")}
          label={say("password")}
          type="password"
          autoComplete={isNew ? "new-password" : "current-password"}
          maxLength={128}
          data-testid="login-password"
          {...(isNew && { hint: say("passwordHint") })}
        />
        {isNew ? (
          <Field
            {...field("nickname")}
            label={say("nickname")}
            hint={say("nicknameHint")}
            autoComplete="nickname"
            maxLength={24}
          />
        ) : null}
        {isWrong ? <Note tone="bad">{say("wrongLogin")}</Note> : null}
        {enter.error && !isWrong ? (
          <FailureNote error={enter.error}>{isTaken ? <p>{forgot}</p> : null}</FailureNote>
        ) : null}
        <Button type="submit" wide busy={enter.isPending} data-testid="login-submit">
          {say(isNew ? "register" : "signIn")}
        </Button>
      </form>
      {isNew ? null : <p className="centred">{forgot}</p>}
      <p className="centred">
        {say(isNew ? "haveAccount" : "noAccount")}{" "}
        <Link to={other} className="ui-link">
          {say(isNew ? "signIn" : "register")}
        </Link>
      </p>
      <p className="centred">
        <Link to="/" className="ui-link">
          {say("asGuest")}
        </Link>
      </p>
    </Screen>
  );
}
