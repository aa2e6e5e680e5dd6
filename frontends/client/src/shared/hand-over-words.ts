import { type Dictionary, useSay } from "@siren/web/i18n";

const handOverWords = {
  "take-out": ["포장", "Take out"],
  "for-here": ["매장에서", "For here"],
  "car-side": ["차에서", "Car side"],
} as const satisfies Dictionary;

export const useHandOverWords = () => useSay(handOverWords);
