import type { LocalText } from "@siren/contracts/menu";
import { localised, useLanguage } from "@siren/web/i18n";
import { useRef } from "react";
import { useMenuText } from "./menu-texts.ts";
import { isCalm, useKeptInRow, useSectionInView } from "./use-section-in-view.ts";

type Category = { categoryId: string; name: LocalText };
export const sectionId = (categoryId: string) => `kind-${categoryId}`;

type Props = { categories: readonly Category[] /** All of their sections are there. */; isWhole: boolean };

/** Stays at the top while the menu scrolls beneath, and says where in it one is. */
export function CategoryChips({ categories, isWhole }: Props) {
  const say = useMenuText();
  const language = useLanguage();
  const row = useRef<HTMLElement>(null);
  const [current, setCurrent] = useSectionInView(
    categories.map(({ categoryId }) => sectionId(categoryId)),
    isWhole,
  );
  useKeptInRow(row, current);
  return (
    <nav className="chips" aria-label={say("categories")} ref={row}>
      {categories.map(({ categoryId, name }) => (
        <a
          key={categoryId}
          href={`#${sectionId(categoryId)}`}
          aria-current={current === sectionId(categoryId) ? "true" : undefined}
          onClick={(event) => {
            event.preventDefault();
            setCurrent(sectionId(categoryId));
            scrollToSection(categoryId);
          }}
        >
          {localised(name, language)}
        </a>
      ))}
    </nav>
  );
}

/** The address keeps naming the screen, and the heading takes the focus. */
function scrollToSection(categoryId: string): void {
  const section = document.getElementById(sectionId(categoryId));
  section?.scrollIntoView({ behavior: isCalm() ? "auto" : "smooth" });
  section?.querySelector("h2")?.focus({ preventScroll: true });
}
