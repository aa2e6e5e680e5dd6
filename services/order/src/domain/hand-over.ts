import type { LocalText, StoreProfile } from "@siren/contracts/menu";
import type { Adjustment, HandOver } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";

const names: Record<HandOver, LocalText> = {
  "take-out": { ko: "포장", en: "Take out" },
  "for-here": { ko: "매장 이용", en: "For here" },
  "car-side": { ko: "차량 픽업", en: "Car side" },
};

/** A way that costs nothing makes no line. */
export function feeOf(store: Pick<StoreProfile, "storeId" | "handOvers">, kind: HandOver): Adjustment[] {
  const offered = store.handOvers.find((one) => one.kind === kind);
  if (!offered) throw new Refusal("OPTION_INVALID", `${store.storeId} does not offer ${kind}`);
  if (offered.fee_krw === 0) return [];
  return [{ kind: "fee", name: names[kind], amount_krw: offered.fee_krw }];
}
