import type { Language } from "@siren/web/i18n";
import type { Opening } from "./opening.ts";

type Key =
  | "openNow"
  | "closedNow"
  | "pastLastOrder"
  | "until"
  | "allDay"
  | "opensToday"
  | "opensTomorrow"
  | "opensOn";
type Say = (key: Key, filled?: Record<string, string | number>) => string;

const aSunday = Date.UTC(2026, 10, 22);
const weekdayName = (weekday: number, spoken: Language) =>
  new Intl.DateTimeFormat(spoken === "ko" ? "ko-KR" : "en-GB", { weekday: "long", timeZone: "UTC" }).format(
    aSunday + weekday * 86_400_000,
  );

/** Open or not, and until when or from when on. */
export function openingWords(opening: Opening, say: Say, spoken: Language): string {
  const { isOpen, isAllDay, closes, isPastLastOrder, next } = opening;
  if (isOpen) {
    const until = isAllDay ? say("allDay") : say("until", { time: closes ?? "" });
    return `${say(isPastLastOrder ? "pastLastOrder" : "openNow")} · ${until}`;
  }
  if (!next) return say("closedNow");
  const { inDays, weekday, time } = next;
  if (inDays === 0) return `${say("closedNow")} · ${say("opensToday", { time })}`;
  if (inDays === 1) return `${say("closedNow")} · ${say("opensTomorrow", { time })}`;
  return `${say("closedNow")} · ${say("opensOn", { day: weekdayName(weekday, spoken), time })}`;
}
