import type { Language } from "./i18n.ts";
import { storage } from "./storage.ts";

export const languageKeptAs = "siren.language";

/** Korean, unless the browser's first language is another one that is not Korean and we are not told. */
export function pickLanguage(remembered: string | null, preferred: string | undefined): Language {
  if (remembered === "ko" || remembered === "en") return remembered;
  return preferred === undefined || preferred.toLowerCase().startsWith("ko") ? "ko" : "en";
}

/** Also for what runs before the page: nothing else comes with it. */
export const firstLanguage = (): Language =>
  pickLanguage(storage.getItem(languageKeptAs), navigator.language);
