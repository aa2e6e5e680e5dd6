import { useAccountText } from "./account-texts.ts";
import { EmailPart } from "./email-part.tsx";
import { MemberScreen } from "./member-screen.tsx";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";
import { NicknameForm } from "./nickname-form.tsx";
import { PasswordPart } from "./password-part.tsx";
import { useProfileText } from "./profile-texts.ts";
import { WaysIn } from "./ways-in.tsx";

export function ProfileScreen() {
  const say = useAccountText();
  const word = useProfileText();
  const account = useMine("account");
  return (
    <MemberScreen title={say("part_profile")} lead={word("lead")}>
      {() => (
        <MinePart mine={account} height="24rem">
          {(mine) => (
            <div className="stack">
              <NicknameForm account={mine} />
              <EmailPart account={mine} />
              <PasswordPart account={mine} />
              <WaysIn account={mine} />
            </div>
          )}
        </MinePart>
      )}
    </MemberScreen>
  );
}
