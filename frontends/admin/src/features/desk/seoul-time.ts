const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Korea has no summer time. */
const offsetMs = 9 * 60 * minuteMs;

/** The date in Seoul, as a date field has it. */
export const seoulDay = (at: number): string => new Date(at + offsetMs).toISOString().slice(0, 10);

/** As a field for date and time has it, which knows of no zone. */
export const localInput = (at: number): string => new Date(at + offsetMs).toISOString().slice(0, 16);

export function fromLocalInput(text: string): number | null {
  // Browsers write the seconds where there are any.
  const [, minute, seconds = "00"] = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2}))?$/.exec(text) ?? [];
  if (minute === undefined) return null;
  const at = Date.parse(`${minute}:${seconds}Z`);
  return Number.isNaN(at) ? null : at - offsetMs;
}

export const isDay = (text: string): boolean => {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
};

export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);

export const minuteOf = (text: string): number | null => {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
};

/** Past midnight it is the next day's clock. */
export const clockOf = (minute: number): string => {
  const ofDay = minute % 1_440;
  return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
};
