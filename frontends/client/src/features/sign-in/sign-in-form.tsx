import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { PasswordField } from "../../shared/password-field.tsx";
import { useServices } from "../../shared/services.ts";
import { type Entered, type Faults, faultsOf, refusedField } from "../../shared/sign-in-checks.ts";
import { useSignInText } from "../../shared/sign-in-texts.ts";

type Props = {
  isNew: boolean;
  /** Null: whoever shows the form goes on by itself. */
  next: string | null;
  email: string;
  /** Nobody can sign in just now, and whoever tried is told so. */
  isAway: boolean;
  onEntering: (isEntering: boolean) => void;
  onFailure: (error: unknown) => void;
};
const order = ["email", "password", "nickname"] as const;

export function SignInForm({ isNew, next, email, isAway, onEntering, onFailure }: Props) {
  const say = useSignInText();
  const navigate = useNavigate();
  const { session } = useServices();
  const form = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState<Entered>({ email, password: "", nickname: "" });
  const [faults, setFaults] = useState<Faults>({});

  const enter = useMutation({
    mutationFn: ({ email, password, nickname }: Entered) =>
      isNew
        ? session.register({ email: email.trim(), password, nickname: nickname.trim() })
        : session.login({ email: email.trim(), password }),
    onMutate: () => onEntering(true),
    onSuccess: () => next !== null && navigate(next, { replace: true }),
    onError(error) {
      onEntering(false);
      onFailure(error);
      show(refusedField(error, isNew));
    },
  });

  /** Beside the fields, and the first of them is where one goes on. */
  function show(found: Faults): boolean {
    setFaults(found);
    const first = order.find((each) => found[each]);
    if (first) form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
    return first !== undefined;
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (enter.isPending) return;
    onFailure(undefined);
    if (!show(faultsOf({ ...entered, email: entered.email.trim() }, isNew))) enter.mutate(entered);
  }

  const field = (name: keyof Entered) => ({
    ...{ name, required: true, value: entered[name], error: faults[name] && say(faults[name]) },
    onChange: (event: { target: { value: string } }) => {
      setEntered({ ...entered, [name]: event.target.value });
      setFaults({ ...faults, [name]: undefined });
    },
  });
  const isTaken = enter.error instanceof ApiProblem && enter.error.code === "ALREADY_REGISTERED";
  const isSaidBeside = enter.error !== null && Object.keys(refusedField(enter.error, isNew)).length > 0;
  const told = { email: entered.email.trim() };

  return (
    <form ref={form} className="stack" onSubmit={submit} noValidate>
      <Field
        {...field("email")}
        label={say("email")}
        type="email"
        inputMode="email"
        autoComplete={isNew ? "email" : "username"}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        data-testid="login-email"
      />
      {isTaken ? (
        <p className="row">
          <Link to={`/sign-in?next=${encodeURIComponent(next ?? "/")}`} state={told} className="ui-link">
            {say("signIn")}
          </Link>
          <Link to="/forgot" state={told} className="ui-link">
            {say("forgotAsk")}
          </Link>
        </p>
      ) : null}
      <PasswordField
        {...field("password")}
        label={say("password")}
        autoComplete={isNew ? "new-password" : "current-password"}
        data-testid="login-password"
        {...(isNew && { hint: say("passwordHint") })}
      />
      {isNew ? (
        <Field
          {...field("nickname")}
          label={say("nickname")}
          hint={say("nicknameHint")}
          autoComplete="nickname"
          maxLength={64}
          data-testid="register-nickname"
        />
      ) : null}
      {isAway ? <Note tone="warn">{say("memberDown")}</Note> : null}
      {enter.error && !isSaidBeside && !isAway ? <FailureNote error={enter.error} /> : null}
      <Button type="submit" wide busy={enter.isPending} data-testid="login-submit">
        {say(isNew ? "register" : "signIn")}
      </Button>
      {isNew ? null : (
        <p className="centred">
          <Link to="/forgot" state={told} className="ui-link" data-testid="forgot">
            {say("forgotAsk")}
          </Link>
        </p>
      )}
    </form>
  );
}
