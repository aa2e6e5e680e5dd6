import type { Dictionary } from "@siren/web/i18n";

export const chartTexts = {
  asTable: ["표로 보기", "As a table"],
  nothingYet: ["아직 보여 줄 값이 없어요.", "Nothing to show yet."],
  unknown: ["–", "–"],
} satisfies Dictionary;
