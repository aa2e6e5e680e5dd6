import type { MemberView } from "@siren/contracts/member";
import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";
import { Screen } from "../../shared/screen.tsx";
import { useSession } from "../../shared/services.ts";
import "./account.css";
import { useAccountText } from "./account-texts.ts";

type Props = { title: string; lead?: string; wide?: boolean; children: (member: MemberView) => ReactNode };

/** A part of the account, below it; who is not signed in is led to signing in and back here. */
export function MemberScreen({ title, lead, wide, children }: Props) {
  const say = useAccountText();
  const state = useSession();
  const { pathname } = useLocation();
  const member = state.kind === "nobody" ? null : state.member;
  return (
    <Screen title={title} lead={lead} back="/account" narrow={!wide}>
      {member ? children(member) : null}
      {state.kind === "nobody" ? (
        <div className="panel stack">
          <p>{say("membersOnly")}</p>
          <Link className="ui-button" to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
            {say("signIn")}
          </Link>
        </div>
      ) : null}
    </Screen>
  );
}
