import { PushSwitch } from "../../shared/push-switch.tsx";
import { useAccountText } from "./account-texts.ts";
import { LetterSwitches } from "./letter-switches.tsx";
import { MemberScreen } from "./member-screen.tsx";
import { useMessagesText } from "./messages-texts.ts";
import { useMine } from "./mine.ts";
import { MinePart } from "./mine-part.tsx";

export function MessagesScreen() {
  const say = useAccountText();
  const word = useMessagesText();
  const letters = useMine("notifications");
  return (
    <MemberScreen title={say("part_messages")} lead={word("lead")}>
      {() => (
        <>
          <section className="stack" aria-labelledby="here">
            <h2 id="here">{word("here")}</h2>
            <p className="soft small">{word("hereText")}</p>
            <PushSwitch />
          </section>
          <section className="stack" aria-labelledby="letters">
            <h2 id="letters">{word("letters")}</h2>
            <p className="soft small">{word("lettersText")}</p>
            <MinePart mine={letters} height="13rem">
              {(view) => <LetterSwitches view={view} />}
            </MinePart>
          </section>
        </>
      )}
    </MemberScreen>
  );
}
