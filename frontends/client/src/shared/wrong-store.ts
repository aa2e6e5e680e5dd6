import type { LocalText } from "@siren/contracts/menu";

type Listed = { storeId: string; name: LocalText; distanceM?: number | undefined };

/** Why the store that somebody is about to order from may not be the one that they mean. */
export type Doubt =
  /** Far away, with another one nearer. */
  | { kind: "far"; distanceM: number; other: Listed; otherDistanceM: number }
  | { kind: "far-alone"; distanceM: number }
  /** They were always served elsewhere. */
  | { kind: "unusual"; other: Listed };

/** Walked in a quarter of an hour. */
const farM = 1_200;
/** Nobody minds a few hundred metres more to the place that they like. */
const clearlyNearerM = 400;

type Asked = {
  storeId: string;
  stores: readonly Listed[];
  /** Those in which something was put into the cart before, the latest first. */
  meant: readonly string[];
  /** Those that were said to be right in this visit. */
  confirmed: readonly string[];
};

export function doubtAbout({ storeId, stores, meant, confirmed }: Asked): Doubt | null {
  const store = stores.find((each) => each.storeId === storeId);
  if (!store || confirmed.includes(storeId)) return null;
  const { distanceM } = store;
  if (distanceM !== undefined) {
    if (distanceM < farM) return null;
    const nearest = stores
      .filter((each) => each.storeId !== storeId && each.distanceM !== undefined)
      .sort((a, b) => (a.distanceM ?? 0) - (b.distanceM ?? 0))[0];
    const isNearer = nearest?.distanceM !== undefined && nearest.distanceM + clearlyNearerM < distanceM;
    if (nearest?.distanceM !== undefined && isNearer)
      return { kind: "far", distanceM, other: nearest, otherDistanceM: nearest.distanceM };
    return { kind: "far-alone", distanceM };
  }
  const usual = stores.find((each) => each.storeId === meant[0]);
  return usual && !meant.includes(storeId) ? { kind: "unusual", other: usual } : null;
}
