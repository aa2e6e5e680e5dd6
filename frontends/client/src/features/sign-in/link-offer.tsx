import type { MemberView } from "@siren/contracts/member";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useNavigate } from "react-router";
import { useServices } from "../../shared/services.ts";
import { useSignInText } from "../../shared/sign-in-texts.ts";

type Props = {
  member: MemberView;
  next: string /** They signed in just now in order to link them. */;
  isWanted: boolean;
};

/** A provider has shown an account whose address is known here: its owner, who is signed in, says yes. */
export function LinkOffer({ member, next, isWanted }: Props) {
  const say = useSignInText();
  const navigate = useNavigate();
  const { api } = useServices();
  const { mutate, ...link } = useMutation({
    mutationFn: () => api({ method: "POST", path: "/member/oidc/confirm", answer: null, body: {} }),
    onSuccess: () => navigate("/account?oidc=linked", { replace: true }),
  });
  const isBegun = useRef(false);
  useEffect(() => {
    if (!isWanted || isBegun.current) return;
    isBegun.current = true;
    mutate();
  }, [isWanted, mutate]);
  return (
    <div className="stack">
      {link.error ? (
        <FailureNote error={link.error}>
          <p>{say("notLinked")}</p>
        </FailureNote>
      ) : (
        <Note>{isWanted ? say("linking") : say("offeredHere", { name: member.nickname })}</Note>
      )}
      {isWanted && !link.error ? null : (
        <Button wide busy={link.isPending} onClick={() => mutate()} data-testid="link-confirm">
          {say("link")}
        </Button>
      )}
      <Link className="ui-button" data-look="quiet" to={next} replace>
        {say("noLink")}
      </Link>
    </div>
  );
}
