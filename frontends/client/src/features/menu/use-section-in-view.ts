import { type RefObject, useEffect, useRef, useState } from "react";

/** Which section is being read: the last that has begun above the upper third of the window. */
export function useSectionInView(
  ids: readonly string[],
  areThere: boolean,
): [string | undefined, (id: string) => void] {
  const [current, setCurrent] = useState(ids[0]);
  const joined = ids.join(" ");
  useEffect(() => {
    if (!areThere) return;
    const sections = joined.split(" ").flatMap((id) => document.getElementById(id) ?? []);
    const look = () => {
      const line = innerHeight / 3;
      const begun = sections.filter((each) => each.getBoundingClientRect().top <= line);
      // A short last section never reaches that high.
      const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      setCurrent((isAtEnd ? sections : begun).at(-1)?.id ?? sections[0]?.id);
    };
    const watcher = new IntersectionObserver(look, {
      threshold: [0, 0.25, 0.5, 1],
      rootMargin: "0px 0px -40% 0px",
    });
    for (const each of sections) watcher.observe(each);
    addEventListener("scrollend", look);
    return () => {
      watcher.disconnect();
      removeEventListener("scrollend", look);
    };
  }, [joined, areThere]);
  return [current, setCurrent];
}

export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What is current in a row that scrolls sideways is brought into it; the page itself does not move. */
export function useKeptInRow(row: RefObject<HTMLElement | null>, current: string | undefined): void {
  const before = useRef(current);
  useEffect(() => {
    // Where it begins nothing has to be measured.
    if (before.current === current) return;
    before.current = current;
    const chip = row.current?.querySelector<HTMLElement>('[aria-current="true"]');
    if (!row.current || !chip || current === undefined) return;
    const left = chip.offsetLeft - (row.current.clientWidth - chip.offsetWidth) / 2;
    row.current.scrollTo({ left, behavior: isCalm() ? "auto" : "smooth" });
  }, [row, current]);
}
