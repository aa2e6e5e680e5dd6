/** Picks a name as often as its weight says; the same chance picks the same. */
export function pickByWeight<T extends string>(
  weights: Readonly<Record<T, number>>,
  random: () => number,
): T {
  const names = Object.keys(weights) as T[];
  const whole = names.reduce((sum, name) => sum + weights[name], 0);
  let left = random() * whole;
  for (const name of names) {
    left -= weights[name];
    if (left < 0) return name;
  }
  // Rounding may leave a little over.
  const last = names.findLast((name) => weights[name] > 0);
  if (last === undefined) throw new Error("nothing has a weight");
  return last;
}

export const between = (least: number, most: number, random: () => number): number =>
  least + (most - least) * random();
