import { Note } from "@siren/web/ui/note";
import { Navigate, useSearchParams } from "react-router";
import { tripEnd } from "../../shared/provider-trip.ts";
import { Screen } from "../../shared/screen.tsx";
import { useMember } from "../../shared/services.ts";
import "./account.css";
import { AccountParts } from "./account-parts.tsx";
import { useAccountText } from "./account-texts.ts";
import { GuestPanel } from "./guest-panel.tsx";
import { PageChoices } from "./page-choices.tsx";
import { SignOut } from "./sign-out.tsx";
import { SirenCards } from "./siren-card.tsx";

export function AccountScreen() {
  const say = useAccountText();
  const member = useMember();
  const [search] = useSearchParams();
  // Whoever comes from elsewhere to top up goes there at once, and back.
  const next = search.get("next");
  if (member && next) return <Navigate to={`/account/card?next=${encodeURIComponent(next)}`} replace />;
  const isLinked = tripEnd(`${search}`)?.end === "linked";
  return (
    <Screen title={member ? say("hello", { name: member.nickname }) : say("account")}>
      {isLinked ? <Note>{say("linked")}</Note> : null}
      <div className="account-hub">
        <div className="stack account-hub-first">
          {member ? <SirenCards isDoor /> : <GuestPanel next={next} />}
        </div>
        {member ? <AccountParts /> : null}
        <div className="stack">
          <PageChoices />
          {member ? <SignOut /> : null}
        </div>
      </div>
    </Screen>
  );
}
