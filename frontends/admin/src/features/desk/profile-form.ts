import type { StoreDraft, StoreProfile } from "@siren/contracts/menu";
import { type Fault, numberFault, textFault } from "./desk-texts.ts";
import { wholeNumber } from "./whole-number.ts";

export const ways = ["take-out", "for-here", "car-side"] as const;
export type Way = (typeof ways)[number];
/** As it is typed; a way that is not offered keeps its fee, for when it is again. */
type WayForm = { isOffered: boolean; fee: string };
export type ProfileForm = {
  nameKo: string;
  nameEn: string;
  addressKo: string;
  addressEn: string;
  maxWait: string;
} & Record<Way, WayForm>;

export const longestName = 80;
export const longestAddress = 200;
const mostFee_krw = 100_000;

const numberIn = (text: string) => Number(text.replaceAll(",", "").trim());

export function formOf({ name, address, handOvers, maxWaitMinutes }: StoreProfile): ProfileForm {
  const wayOf = (way: Way): WayForm => {
    const offered = handOvers.find(({ kind }) => kind === way);
    return { isOffered: offered !== undefined, fee: `${offered?.fee_krw ?? 0}` };
  };
  return {
    ...{ nameKo: name.ko, nameEn: name.en, addressKo: address.ko, addressEn: address.en },
    maxWait: `${maxWaitMinutes}`,
    ...{ "take-out": wayOf("take-out"), "for-here": wayOf("for-here"), "car-side": wayOf("car-side") },
  };
}

export type ProfileFaults = Partial<Record<keyof ProfileForm, Fault>> & { noWay?: true };

export function faultsOf(form: ProfileForm): ProfileFaults {
  const faults: ProfileFaults = {};
  const note = (field: keyof ProfileForm, fault: Fault | undefined) => {
    if (fault) faults[field] = fault;
  };
  note("nameKo", textFault(form.nameKo, longestName));
  note("nameEn", textFault(form.nameEn, longestName));
  note("addressKo", textFault(form.addressKo, longestAddress));
  note("addressEn", textFault(form.addressEn, longestAddress));
  for (const way of ways) {
    const { isOffered, fee } = form[way];
    if (isOffered && wholeNumber(fee, { to: mostFee_krw }) === null) note(way, numberFault(0, mostFee_krw));
  }
  if (wholeNumber(form.maxWait, { from: 5, to: 240 }) === null) note("maxWait", numberFault(5, 240));
  if (!ways.some((way) => form[way].isOffered)) faults.noWay = true;
  return faults;
}

/** Of a form without faults, over the profile that was seen: what stands on other forms stays. */
export function draftFrom(form: ProfileForm, seen: StoreProfile): StoreDraft {
  const { storeId: _named, version: expectedVersion, ...rest } = seen;
  return {
    ...{ ...rest, expectedVersion },
    name: { ko: form.nameKo.trim(), en: form.nameEn.trim() },
    address: { ko: form.addressKo.trim(), en: form.addressEn.trim() },
    handOvers: ways
      .filter((way) => form[way].isOffered)
      .map((kind) => ({ kind, fee_krw: numberIn(form[kind].fee) })),
    maxWaitMinutes: numberIn(form.maxWait),
  };
}
