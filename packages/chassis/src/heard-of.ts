/** Of which services a sign of life came over a stream that is held with them, and when. */
export type HeardOf = {
  note(service: string): void;
  /** The stream broke: what it said says nothing of now. */
  forget(service: string): void;
  at(service: string): number | undefined;
};

export function createHeardOf(now: () => number): HeardOf {
  const times = new Map<string, number>();
  return {
    note: (service) => void times.set(service, now()),
    forget: (service) => void times.delete(service),
    at: (service) => times.get(service),
  };
}
