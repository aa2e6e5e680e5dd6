/** mulberry32: 32 bits of state, the same everywhere. Numbers from 0 up to and without 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A chance of its own for each person, so that what one does changes nobody else's. */
export function seededFor(seed: number, who: string): () => number {
  let mixed = seed >>> 0;
  for (const letter of who) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return seeded(mixed);
}

export function oneOf<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("an empty list has nothing to choose from");
  return found;
}
