import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { Link } from "react-router";
import { Screen } from "../../shared/screen.tsx";
import { useMember, useServices } from "../../shared/services.ts";
import { useSignInText } from "../../shared/sign-in-texts.ts";
import { useLinkToken } from "./link-token.ts";

/** Confirmed by a tap and not by opening: a link that a mail program looks at must not change an address. */
export function VerifyScreen() {
  const say = useSignInText();
  const { api } = useServices();
  const token = useLinkToken();
  const confirm = useMutation({
    mutationFn: () =>
      api({
        ...{ method: "POST", path: "/member/verify", answer: null, isQuiet: true },
        ...{ body: { token }, isAnonymous: true },
      }),
  });
  const isOver = confirm.error instanceof ApiProblem && confirm.error.code === "LINK_EXPIRED";

  if (confirm.isSuccess)
    return (
      <Screen title={say("verified")} narrow>
        <div className="stack" data-testid="verified">
          <Note>
            <p>{say("verifiedText")}</p>
          </Note>
          <Link className="ui-button" to="/menu">
            {say("toMenu")}
          </Link>
        </div>
      </Screen>
    );
  if (token === null || isOver) return <LinkOver />;
  return (
    <Screen title={say("verify")} lead={say("verifyLead")} narrow>
      <div className="stack">
        {confirm.error ? <FailureNote error={confirm.error} /> : null}
        <Button wide busy={confirm.isPending} onClick={() => confirm.mutate()} data-testid="verify-submit">
          {say("verifyNow")}
        </Button>
      </div>
    </Screen>
  );
}

function LinkOver() {
  const say = useSignInText();
  const { api } = useServices();
  const member = useMember();
  const again = useMutation({
    mutationFn: () => api({ method: "POST", path: "/member/verify/again", answer: null, body: {} }),
  });
  return (
    <Screen title={say("linkOver")} narrow>
      <div className="stack" data-testid="link-over">
        <Note tone="warn">
          <p>{say("linkOverText")}</p>
        </Note>
        {again.isSuccess ? <Note>{say("verifySent")}</Note> : null}
        {again.error ? <FailureNote error={again.error} /> : null}
        {member ? (
          <Button wide busy={again.isPending} disabled={again.isSuccess} onClick={() => again.mutate()}>
            {say("newLink")}
          </Button>
        ) : (
          <>
            <p className="soft">{say("signInForLink")}</p>
            <Link className="ui-button" to="/sign-in?next=/verify">
              {say("signIn")}
            </Link>
          </>
        )}
      </div>
    </Screen>
  );
}
