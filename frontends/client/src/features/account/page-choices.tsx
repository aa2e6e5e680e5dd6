import { chooseLanguage, languages, useLanguage } from "@siren/web/i18n";
import { chooseTheme, theme, themes } from "@siren/web/theme";
import { useObservable } from "@siren/web/use-observable";
import { CurrencyPicker } from "../../shared/currency-picker.tsx";
import { useAccountText } from "./account-texts.ts";

const languageNames = { ko: "한국어", en: "English" } as const;

/** How this page looks and speaks, in this browser. */
export function PageChoices() {
  const say = useAccountText();
  const language = useLanguage();
  const chosenTheme = useObservable(theme);
  return (
    <section className="panel stack" aria-labelledby="look">
      <h2 id="look">{say("look")}</h2>
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
      <div className="ui-select">
        <p className="choice-name">{say("currency")}</p>
        <CurrencyPicker />
      </div>
    </section>
  );
}
