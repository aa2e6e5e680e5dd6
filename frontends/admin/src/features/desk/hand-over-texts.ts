import type { HandOver } from "@siren/contracts/order";
import { useSay } from "@siren/web/i18n";

const handOverTexts = {
  "take-out": ["포장", "Take out"],
  "for-here": ["매장에서", "For here"],
  "car-side": ["차에서", "Car side"],
} as const satisfies Record<HandOver, readonly [string, string]>;
export const handOverDictionary = handOverTexts;
export const useHandOverText = () => useSay(handOverTexts);
