import { momentWords, useLanguage } from "./i18n.ts";
import { useNow } from "./use-now.ts";

/** Says when something was or will be, with the day where that is not today. */
export function useMoment(): (at: number) => string {
  const language = useLanguage();
  const now = useNow();
  return (at) => momentWords(at, now, language);
}
