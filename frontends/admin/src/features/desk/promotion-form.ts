import type { Promotion, PromotionDraft } from "@siren/contracts/menu-desk";
import { clockOf, fromLocalInput, localInput, minuteOf } from "./seoul-time.ts";

export type PromotionForm = {
  ko: string;
  en: string;
  from: string;
  until: string;
  hasHours: boolean;
  hoursFrom: string;
  hoursUntil: string;
  words: string;
  storeIds: string[];
};

const hourMs = 3_600_000;
export const longestText = 120;
const dayMinutes = 1_440;

export const formOf = ({ text, fromAt, untilAt, hours, words, storeIds }: Promotion): PromotionForm => ({
  ...{ ...text, from: localInput(fromAt), until: localInput(untilAt), words: words.join(", "), storeIds },
  ...{
    hasHours: hours !== null,
    hoursFrom: clockOf(hours?.from ?? 420),
    hoursUntil: clockOf(hours?.until ?? 660),
  },
});

/** From the next full hour on, for a week. */
export function blankForm(storeId: string, now: number): PromotionForm {
  const from = Math.ceil(now / hourMs) * hourMs;
  return {
    ...{ ko: "", en: "", from: localInput(from), until: localInput(from + 7 * 24 * hourMs), words: "" },
    ...{ hasHours: false, hoursFrom: "07:00", hoursUntil: "11:00", storeIds: [storeId] },
  };
}

const wordsIn = (text: string) => [
  ...new Set(
    text
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  ),
];

export type PromotionFault =
  | "required"
  | "tooLong"
  | "timeWrong"
  | "untilWrong"
  | "wordsWrong"
  | "storesNone";

export function faultsOf(form: PromotionForm): Partial<Record<keyof PromotionForm, PromotionFault>> {
  const faults: Partial<Record<keyof PromotionForm, PromotionFault>> = {};
  for (const field of ["ko", "en"] as const) {
    if (form[field].trim() === "") faults[field] = "required";
    else if (form[field].trim().length > longestText) faults[field] = "tooLong";
  }
  const from = fromLocalInput(form.from);
  const until = fromLocalInput(form.until);
  if (from === null) faults.from = "timeWrong";
  if (until === null) faults.until = "timeWrong";
  else if (from !== null && until <= from) faults.until = "untilWrong";
  if (form.hasHours && minuteOf(form.hoursFrom) === null) faults.hoursFrom = "timeWrong";
  if (form.hasHours && minuteOf(form.hoursUntil) === null) faults.hoursUntil = "timeWrong";
  const words = wordsIn(form.words);
  if (words.length > 30 || words.some((word) => word.length > 40)) faults.words = "wordsWrong";
  if (form.storeIds.length === 0) faults.storeIds = "storesNone";
  return faults;
}

/** Of a form without faults. */
export function draftFrom(form: PromotionForm, expectedVersion: number): PromotionDraft {
  const from = minuteOf(form.hoursFrom) ?? 0;
  const until = minuteOf(form.hoursUntil) ?? 0;
  return {
    ...{ expectedVersion, storeIds: form.storeIds, words: wordsIn(form.words) },
    text: { ko: form.ko.trim(), en: form.en.trim() },
    ...{ fromAt: fromLocalInput(form.from) ?? 0, untilAt: fromLocalInput(form.until) ?? 0 },
    // Until midnight is the end of the day, not its beginning.
    hours: form.hasHours ? { from, until: until === 0 ? dayMinutes : until } : null,
  };
}

export type Standing = "running" | "coming" | "over";
export const standingOf = ({ fromAt, untilAt }: Promotion, now: number): Standing =>
  now < fromAt ? "coming" : now < untilAt ? "running" : "over";
