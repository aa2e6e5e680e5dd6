import { observable } from "@siren/web/observable";

/** Where the customer is, once they wanted the page to know. It lives as long as the page and is never kept. */
export type Where =
  | { kind: "unasked" | "asking" | "refused" | "unavailable" }
  | { kind: "known"; near: string };

/** About eleven metres: enough to choose a store by, and no more is told than that. */
const decimals = 4;
const waitMs = 12_000;
const oldestMs = 300_000;

type Position = { coords: { latitude: number; longitude: number } };
type Permissions = { query: (of: { name: "geolocation" }) => Promise<{ state: string }> };
type Geolocation = {
  getCurrentPosition: (
    known: (position: Position) => void,
    refused: (fault: { code: number }) => void,
    options: object,
  ) => void;
};

const nearOf = ({ coords }: Position): string =>
  `${coords.latitude.toFixed(decimals)},${coords.longitude.toFixed(decimals)}`;

const permissionDenied = 1;

/** Asks the browser, which asks the person: only ever in a tap on "near me". */
export function createWhere(geolocation: Geolocation | undefined, permissions?: Permissions) {
  const where = observable<Where>({ kind: "unasked" });
  const whereabouts = {
    ...where,
    /** Where it was allowed before, nobody is asked. */
    async recall(): Promise<void> {
      if (where.get().kind !== "unasked") return;
      const allowed = await permissions?.query({ name: "geolocation" }).catch(() => undefined);
      if (allowed?.state === "granted" && where.get().kind === "unasked") whereabouts.ask();
    },
    ask(): void {
      if (where.get().kind === "asking") return;
      where.set({ kind: geolocation ? "asking" : "unavailable" });
      geolocation?.getCurrentPosition(
        (position) => where.set({ kind: "known", near: nearOf(position) }),
        ({ code }) => where.set({ kind: code === permissionDenied ? "refused" : "unavailable" }),
        { timeout: waitMs, maximumAge: oldestMs },
      );
    },
  };
  return whereabouts;
}

export const whereabouts = createWhere(globalThis.navigator?.geolocation, globalThis.navigator?.permissions);
