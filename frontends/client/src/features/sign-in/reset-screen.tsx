import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { PasswordField } from "../../shared/password-field.tsx";
import { Screen } from "../../shared/screen.tsx";
import { useServices } from "../../shared/services.ts";
import { newPasswordFault } from "../../shared/sign-in-checks.ts";
import { useLinkToken } from "./link-token.ts";
import "./sign-in.css";
import { type SignInTextKey, useSignInText } from "../../shared/sign-in-texts.ts";

export function ResetScreen() {
  const say = useSignInText();
  const { session } = useServices();
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<SignInTextKey>();
  const reset = useMutation({
    mutationFn: (chosen: string) => session.resetPassword({ token: token ?? "", password: chosen }),
  });
  const isOver = reset.error instanceof ApiProblem && reset.error.code === "LINK_EXPIRED";

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const found = newPasswordFault(password);
    setFault(found);
    if (!found) reset.mutate(password);
    else event.currentTarget.querySelector("input")?.focus();
  }

  if (reset.data)
    return (
      <Screen title={say("resetDone")} narrow>
        <div className="stack" data-testid="reset-done">
          <Note>
            <p>{say("resetDoneText", { name: reset.data.nickname })}</p>
          </Note>
          <Link className="ui-button" to="/menu">
            {say("toMenu")}
          </Link>
        </div>
      </Screen>
    );
  if (token === null || isOver)
    return (
      <Screen title={say("linkOver")} narrow>
        <div className="stack" data-testid="link-over">
          <Note tone="warn">
            <p>{say("linkOverText")}</p>
          </Note>
          <Link className="ui-button" to="/forgot">
            {say("newLink")}
          </Link>
          <Link className="ui-button" data-look="quiet" to="/sign-in">
            {say("backToSignIn")}
          </Link>
        </div>
      </Screen>
    );
  return (
    <Screen title={say("reset")} lead={say("resetLead")} narrow>
      <form className="stack" onSubmit={submit} noValidate>
        <PasswordField
          label={say("newPassword")}
          hint={say("passwordHint")}
          name="password"
          autoComplete="new-password"
          value={password}
          error={fault && say(fault)}
          onChange={({ target }) => {
            setPassword(target.value);
            setFault(undefined);
          }}
          data-testid="reset-password"
        />
        {reset.error ? <FailureNote error={reset.error} /> : null}
        <Button type="submit" wide busy={reset.isPending} data-testid="reset-submit">
          {say("setPassword")}
        </Button>
      </form>
    </Screen>
  );
}
