import { type FormEvent, useId } from "react";
import { useMenuText } from "./menu-texts.ts";

const longest = 40;

/** It is searched while one types: what is left to do is to take a phone's keyboard off what was found. */
function showFound(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
  if (matchMedia("(pointer: coarse)").matches) event.currentTarget.querySelector("input")?.blur();
}

export function MenuSearch({ value, onChange }: { value: string; onChange: (typed: string) => void }) {
  const say = useMenuText();
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: `search` is too new for the browsers that the page is for
    <form className="menu-search" role="search" onSubmit={showFound}>
      <label htmlFor={id} className="ui-unseen">
        {say("search")}
      </label>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path
          d="M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13zM15.500 15.500 20.500 20.500"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <input
        id={id}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={longest}
        placeholder={say("searchHint")}
        data-testid="menu-search"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
      {value === "" ? null : (
        <button type="button" aria-label={say("clearSearch")} onClick={() => onChange("")}>
          ×
        </button>
      )}
    </form>
  );
}
