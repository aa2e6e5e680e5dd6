import { chooseLanguage, language, languages } from "@siren/web/i18n";
import { chooseTheme, type Theme, theme, themes } from "@siren/web/theme";
import { Button } from "@siren/web/ui/button";
import { useObservable } from "@siren/web/use-observable";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useMatch } from "react-router";
import { SetPin } from "../features/tablet/set-pin.tsx";
import { StepUp } from "../features/tablet/step-up.tsx";
import { useMember, useServices, useSession } from "../shared/services.ts";
import { type TextKey, useText } from "../shared/texts.ts";

const themeWords = {
  system: "themeSystem",
  light: "themeLight",
  dark: "themeDark",
} as const satisfies Record<Theme, TextKey>;

export function PageHeader() {
  const say = useText();
  const member = useMember();
  const storeId = useMatch("/stores/:storeId/*")?.params.storeId;
  return (
    <header className="page-header">
      <Link to="/" className="brand">
        <Mark />
        <span className="brand-words">{say("brand")}</span>
      </Link>
      {member ? (
        <span className="who" data-testid="who">
          {member.nickname}
        </span>
      ) : null}
      {member && storeId ? <StepUp storeId={storeId} /> : null}
      <Settings />
    </header>
  );
}

function Settings() {
  const say = useText();
  const spoken = useObservable(language);
  const worn = useObservable(theme);
  const { session } = useServices();
  const state = useSession();
  const menu = useRef<HTMLDetailsElement>(null);
  // Whoever stepped up with a PIN for some minutes neither signs the tablet out nor sets a PIN at it.
  const isOwn = state.kind === "outage" || (state.kind === "member" && state.until === undefined);
  const leave = useMutation({ mutationFn: () => session.logout() });
  useEffect(() => {
    const closeOutside = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) menu.current?.removeAttribute("open");
    };
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !menu.current?.open) return;
      menu.current.removeAttribute("open");
      menu.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", closeOutside);
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("pointerdown", closeOutside);
      document.removeEventListener("keydown", closeOnEscape);
    };
  }, []);
  return (
    <details ref={menu} className="settings">
      <summary data-testid="settings" aria-label={say("settings")}>
        <Gear />
      </summary>
      <div className="settings-sheet">
        <fieldset className="segments" aria-label={say("language")}>
          {languages.map((each) => (
            <button
              key={each}
              type="button"
              className="segment"
              lang={each}
              aria-pressed={spoken === each}
              data-testid={`language-${each}`}
              onClick={() => chooseLanguage(each)}
            >
              {each === "ko" ? "한국어" : "English"}
            </button>
          ))}
        </fieldset>
        <fieldset className="segments" aria-label={say("theme")}>
          {themes.map((each) => (
            <button
              key={each}
              type="button"
              className="segment"
              aria-pressed={worn === each}
              data-testid={`theme-${each}`}
              onClick={() => chooseTheme(each)}
            >
              {say(themeWords[each])}
            </button>
          ))}
        </fieldset>
        {isOwn ? <SetPin /> : null}
        {isOwn ? (
          <Button
            look="quiet"
            wide
            busy={leave.isPending}
            data-testid="logout"
            onClick={() => leave.mutate()}
          >
            {say("signOut")}
          </Button>
        ) : null}
        {leave.error ? (
          <p className="tapped" data-bad role="alert">
            {say("signOutFailed")}
          </p>
        ) : null}
      </div>
    </details>
  );
}

const Mark = () => (
  <svg viewBox="0 0 48 48" width="28" height="28" aria-hidden="true">
    <rect width="48" height="48" rx="13" fill="#2b1f18" />
    <rect x="10" y="13" width="8" height="22" rx="2.5" fill="#f0a26b" />
    <rect x="20" y="13" width="8" height="15" rx="2.5" fill="#fffcf7" />
    <rect x="30" y="13" width="8" height="9" rx="2.5" fill="#8ed1b6" />
  </svg>
);

const Gear = () => (
  <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor">
    <path d="M4 7h9m5 0h2M4 17h2m5 0h9" strokeWidth="2" strokeLinecap="round" />
    <circle cx="15.5" cy="7" r="2.5" strokeWidth="2" />
    <circle cx="8.5" cy="17" r="2.5" strokeWidth="2" />
  </svg>
);
