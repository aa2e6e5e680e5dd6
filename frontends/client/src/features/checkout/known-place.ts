import type { StoreProfile } from "@siren/contracts/menu";
import { useEffect, useState } from "react";

const earthM = 6_371_000;
const rad = (degrees: number) => (degrees * Math.PI) / 180;
export type Place = { lat: number; lng: number };

/** As the crow flies. */
export function metresBetween(a: Place, b: Place): number {
  const [lat, lng] = [rad(b.lat - a.lat) / 2, rad(b.lng - a.lng) / 2];
  const h = Math.sin(lat) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(lng) ** 2;
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Farther than that nobody walks for a coffee without knowing. */
export const farM = 2_000;
/** A few metres are no reason to go elsewhere. */
const muchNearerM = 500;

/** Where somebody is, if they have allowed it before: the checkout never asks. */
export function useKnownPlace(): Place | undefined {
  const [place, setPlace] = useState<Place>();
  useEffect(() => {
    let isHere = true;
    void whereAllowed().then((found) => isHere && setPlace(found));
    return () => {
      isHere = false;
    };
  }, []);
  return place;
}

async function whereAllowed(): Promise<Place | undefined> {
  try {
    const { state } = await navigator.permissions.query({ name: "geolocation" });
    if (state !== "granted") return undefined;
    return await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => resolve({ lat: coords.latitude, lng: coords.longitude }),
        () => resolve(undefined),
        { maximumAge: 300_000, timeout: 5_000 },
      );
    });
  } catch {
    return undefined;
  }
}

/** How far the chosen store is, and whether another is much nearer. Null where nobody knows where they are. */
export function standingOf(
  store: Pick<StoreProfile, "storeId" | "lat" | "lng"> | undefined,
  stores: readonly Pick<StoreProfile, "storeId" | "lat" | "lng">[],
  place: Place | undefined,
): { distanceM: number; isFar: boolean; nearer: { storeId: string; distanceM: number } | null } | null {
  if (!store || !place) return null;
  const distanceM = metresBetween(place, store);
  const [nearest] = stores
    .filter(({ storeId }) => storeId !== store.storeId)
    .map((each) => ({ storeId: each.storeId, distanceM: metresBetween(place, each) }))
    .sort((a, b) => a.distanceM - b.distanceM);
  const nearer = nearest && nearest.distanceM + muchNearerM < distanceM ? nearest : null;
  return { distanceM, isFar: distanceM > farM, nearer };
}
