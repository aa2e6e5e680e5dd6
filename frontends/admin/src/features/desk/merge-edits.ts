/** What somebody began from, and what they have made of it; both stay until it is saved. */
export type Kept<T extends object> = { base: T; mine: T };

export type Merged<T extends object> = Kept<T> & {
  /** Fields that both have changed, each in another way. */
  clashes: (keyof T & string)[];
  isChanged: boolean;
};

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Field by field over what stands there by now: what only they changed is taken, what only I changed stays, and where
 * both did, nobody's is dropped until somebody has looked.
 */
export function merged<T extends object>({ base, mine }: Kept<T>, theirs: T): Merged<T> {
  const next = { base: { ...base }, mine: { ...mine } };
  const clashes: (keyof T & string)[] = [];
  for (const field of Object.keys(theirs) as (keyof T & string)[]) {
    if (same(theirs[field], next.base[field])) continue;
    if (same(next.mine[field], next.base[field])) next.mine[field] = theirs[field];
    else if (!same(next.mine[field], theirs[field])) {
      clashes.push(field);
      continue;
    }
    next.base[field] = theirs[field];
  }
  const isChanged = Object.keys(theirs).some((field) => {
    const named = field as keyof T;
    return !same(next.mine[named], theirs[named]);
  });
  return { ...next, clashes, isChanged };
}

/** Somebody has looked at a clash: from now on the edit is one of what the others wrote. */
export function settled<T extends object>(
  kept: Kept<T>,
  theirs: T,
  field: keyof T,
  whose: "mine" | "theirs",
) {
  const base = { ...kept.base, [field]: theirs[field] };
  return { base, mine: whose === "mine" ? kept.mine : { ...kept.mine, [field]: theirs[field] } };
}

/** What was kept by another version of this page is of no use to this one. */
export function keptIn<T extends object>(text: string | null, like: T): Kept<T> | null {
  try {
    const found = JSON.parse(text ?? "null") as Partial<Kept<T>> | null;
    const fields = Object.keys(like).sort().join();
    const isAlike = [found?.base, found?.mine].every(
      (one) => typeof one === "object" && one !== null && Object.keys(one).sort().join() === fields,
    );
    return isAlike ? (found as Kept<T>) : null;
  } catch {
    return null;
  }
}
