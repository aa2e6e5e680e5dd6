import type { Language } from "@siren/web/i18n";

/** What stands along the bottom: moments (ms since 1970, in order), or names in the order that they are given. */
export type Along =
  | { kind: "moments"; heading: string; at: readonly number[] }
  | { kind: "names"; heading: string; names: readonly string[] };

export const tones = ["main", "warm", "bad", "soft"] as const;
export type Tone = (typeof tones)[number];

/** `null` is a gap: nothing is known of that place. One series of bars at most, for bars would hide each other. */
export type Series = {
  name: string;
  values: readonly (number | null)[];
  shape?: "line" | "area" | "bars";
  tone?: Tone;
};

export const toneOf = ({ tone }: Series, place: number): Tone =>
  tone ?? (tones[place % tones.length] as Tone);

/** Told apart without colour too. */
export const dashes: Record<Tone, readonly number[]> = {
  main: [],
  warm: [7, 4],
  bad: [2, 3],
  soft: [10, 3, 2, 3],
};

const clocks = { short: { second: undefined }, long: { second: "2-digit" } } as const;
const clockOf = (locale: string, length: keyof typeof clocks) =>
  new Intl.DateTimeFormat(locale, {
    ...{ hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Seoul", ...clocks[length] },
  });
const clocksIn = {
  ko: { short: clockOf("ko-KR", "short"), long: clockOf("ko-KR", "long") },
  en: { short: clockOf("en-GB", "short"), long: clockOf("en-GB", "long") },
};

/** Seconds only where two marks would else say the same. */
export const momentLabel = (at: number, stepMs: number, spoken: Language): string =>
  clocksIn[spoken][stepMs < 60_000 ? "long" : "short"].format(at);

export const placesOf = (along: Along): number[] =>
  along.kind === "moments" ? [...along.at] : along.names.map((_, place) => place);

type Row = { key: string; head: string; values: (number | null)[] };

/** The same figures to be read line by line: of moments the newest comes first. */
export function rowsOf(along: Along, series: readonly Series[], spoken: Language): Row[] {
  const valuesAt = (place: number) => series.map(({ values }) => values[place] ?? null);
  if (along.kind === "names")
    return along.names.map((name, place) => ({ key: `${place}`, head: name, values: valuesAt(place) }));
  return along.at
    .map((at, place) => ({ key: `${at}`, head: momentLabel(at, 1_000, spoken), values: valuesAt(place) }))
    .reverse();
}

/** What has nothing known on either side is no line: it is drawn as a point, or nobody would see it. */
export const lonelyIn = (values: readonly (number | null | undefined)[]): number[] => {
  const isKnown = (place: number) => values[place] !== null && values[place] !== undefined;
  return values.flatMap((_, place) =>
    isKnown(place) && !isKnown(place - 1) && !isKnown(place + 1) ? [place] : [],
  );
};

/** What a legend says when nobody points at anything: of moments the last, of names nothing. */
export const restingPlace = (along: Along): number | null =>
  along.kind === "moments" && along.at.length > 0 ? along.at.length - 1 : null;
