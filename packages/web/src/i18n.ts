import type { LocalText } from "@siren/contracts/menu";
import { firstLanguage, languageKeptAs } from "./first-language.ts";
import { observable } from "./observable.ts";
import { storage } from "./storage.ts";
import { useObservable } from "./use-observable.ts";

export const languages = ["ko", "en"] as const;
export type Language = (typeof languages)[number];

export const language = observable<Language>("ko");

export function startLanguage(): void {
  language.set(firstLanguage());
  document.documentElement.lang = language.get();
}

export function chooseLanguage(chosen: Language): void {
  storage.setItem(languageKeptAs, chosen);
  language.set(chosen);
  document.documentElement.lang = chosen;
}

/**
 * Both languages beside each other, so that neither can be forgotten. `{name}` is filled in; `{n|star|stars}` is the word
 * that goes with that number, which English has two of.
 */
export type Dictionary = Record<string, readonly [ko: string, en: string]>;
const placed = /\{(\w+)(?:\|(\w+)\|(\w+))?\}/g;
type Say<D extends Dictionary> = (key: keyof D & string, filled?: Record<string, string | number>) => string;

export function sayIn<D extends Dictionary>(dictionary: D, spoken: Language): Say<D> {
  return (key, filled = {}) => {
    const [ko, en] = dictionary[key] ?? [key, key];
    return (spoken === "ko" ? ko : en).replace(placed, (whole, name: string, one?: string, more?: string) =>
      String((one === undefined ? filled[name] : filled[name] === 1 ? one : more) ?? whole),
    );
  };
}

export const useSay = <D extends Dictionary>(dictionary: D): Say<D> => sayIn(dictionary, useLanguage());

export const useLanguage = (): Language => useObservable(language);

export const localised = (text: LocalText, spoken: Language): string => text[spoken];

const thousands = /\B(?=(?:\d{3})+$)/g;

/** Whole won, with a comma as both languages write it. Without `Intl`, whose first format costs a phone 50 ms. */
export function won(amount_krw: number, spoken: Language): string {
  const digits = String(amount_krw).replace(thousands, ",");
  return spoken === "ko" ? `${digits}원` : `₩${digits}`;
}

export function clockTime(at: number, spoken: Language): string {
  const locale = spoken === "ko" ? "ko-KR" : "en-GB";
  return new Intl.DateTimeFormat(locale, {
    ...{ hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Seoul" },
  }).format(at);
}

const dayMs = 86_400_000;
/** Korea has no summer time. */
const seoulDay = (at: number) => Math.floor((at + dayMs * 0.375) / dayMs);
const tomorrow = { ko: "내일", en: "tomorrow" };

/** As somebody would say it at `now`: the clock alone is today's, another day is named. */
export function momentWords(at: number, now: number, spoken: Language): string {
  const inDays = seoulDay(at) - seoulDay(now);
  if (inDays === 0) return clockTime(at, spoken);
  return inDays === 1 ? `${tomorrow[spoken]} ${clockTime(at, spoken)}` : dayAndTime(at, spoken);
}

export function dayAndTime(at: number, spoken: Language): string {
  const locale = spoken === "ko" ? "ko-KR" : "en-GB";
  return new Intl.DateTimeFormat(locale, {
    ...{ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
    ...{ hour12: false, timeZone: "Asia/Seoul" },
  }).format(at);
}
