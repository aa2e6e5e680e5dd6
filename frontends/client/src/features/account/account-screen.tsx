import { chooseLanguage, languages, useLanguage } from "@siren/web/i18n";
import { chooseTheme, theme, themes } from "@siren/web/theme";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useMutation } from "@tanstack/react-query";
import { Link } from "react-router";
import { Screen } from "../../shared/screen.tsx";
import { useMember, useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { CardPanel } from "./card-panel.tsx";

const languageNames = { ko: "한국어", en: "English" } as const;

export function AccountScreen() {
  const say = useText();
  const member = useMember();
  return (
    <Screen title={member ? say("hello", { name: member.nickname }) : say("account")} narrow>
      {member ? (
        <CardPanel />
      ) : (
        <div className="panel stack">
          <p>{say("signInLead")}</p>
          <Link className="ui-button" to="/sign-in?next=/account">
            {say("signIn")}
          </Link>
          <Link className="ui-button" data-look="quiet" to="/register?next=/account">
            {say("register")}
          </Link>
        </div>
      )}
      <Choices />
      {member ? <SignOut /> : null}
    </Screen>
  );
}

function Choices() {
  const say = useText();
  const language = useLanguage();
  const chosenTheme = useObservable(theme);
  return (
    <section className="panel stack">
      <fieldset>
        <legend>{say("language")}</legend>
        <div className="option-row">
          {languages.map((each) => (
            <label key={each} className="option" lang={each}>
              <input
                type="radio"
                name="language"
                checked={language === each}
                onChange={() => chooseLanguage(each)}
              />
              <span>{languageNames[each]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend>{say("theme")}</legend>
        <div className="option-row">
          {themes.map((each) => (
            <label key={each} className="option">
              <input
                type="radio"
                name="theme"
                checked={chosenTheme === each}
                onChange={() => chooseTheme(each)}
              />
              <span>{say(`theme_${each}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}

function SignOut() {
  const say = useText();
  const { session } = useServices();
  const leave = useMutation({ mutationFn: (everywhere: boolean) => session.logout({ everywhere }) });
  return (
    <section className="stack">
      {leave.error ? <FailureNote error={leave.error} /> : null}
      <Button
        look="quiet"
        wide
        busy={leave.isPending}
        data-testid="logout"
        onClick={() => leave.mutate(false)}
      >
        {say("signOut")}
      </Button>
      <Button
        look="danger"
        wide
        disabled={leave.isPending}
        data-testid="logout-everywhere"
        onClick={() => leave.mutate(true)}
      >
        {say("signOutEverywhere")}
      </Button>
      <p className="soft small centred">{say("signOutText")}</p>
    </section>
  );
}
