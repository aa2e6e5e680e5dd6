import { en, type Words } from "./words-en.ts";
import { ko } from "./words-ko.ts";

export type { Words } from "./words-en.ts";
export type Language = "ko" | "en";

/** Korean when it is asked for before English; the quality values decide, as browsers send them. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
    return { tag: tag.slice(0, 2), quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = (tag: string) => Math.max(0, ...wanted.filter((w) => w.tag === tag).map((w) => w.quality));
  return best("ko") > best("en") ? "ko" : "en";
}

export const words: Readonly<Record<Language, Words>> = { ko, en };

/** The two largest units: `3 h 12 min`. */
export function inWords(ms: number, { units }: Words): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [
    [Math.floor(seconds / 86_400), units.d],
    [Math.floor(seconds / 3600) % 24, units.h],
    [Math.floor(seconds / 60) % 60, units.m],
    [seconds % 60, units.s],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  const shown = first === -1 ? [parts[3]] : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return shown.map(([count, unit]) => `${count}${units.gap}${unit}`).join(" ");
}
