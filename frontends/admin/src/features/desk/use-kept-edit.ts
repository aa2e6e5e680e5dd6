import { storage } from "@siren/web/storage";
import { useState } from "react";
import { type Kept, keptIn, merged, settled } from "./merge-edits.ts";

const named = (name: string) => `siren.desk.${name}`;

/**
 * A form whose edits outlast a reload, a lost connection and what others write meanwhile. `theirs` is what the server
 * has by now, or what a new one begins with.
 */
export function useKeptEdit<T extends object>(name: string, theirs: T) {
  const [held, setHeld] = useState(() => ({ name, kept: keptIn(storage.getItem(named(name)), theirs) }));
  const kept = held.name === name ? held.kept : keptIn(storage.getItem(named(name)), theirs);
  const now = merged(kept ?? { base: theirs, mine: theirs }, theirs);

  function keep(next: Kept<T> | null): void {
    const isAny = next !== null && JSON.stringify(next.mine) !== JSON.stringify(next.base);
    if (isAny) storage.setItem(named(name), JSON.stringify(next));
    else storage.removeItem(named(name));
    setHeld({ name, kept: isAny ? next : null });
  }

  return {
    value: now.mine,
    isChanged: now.isChanged,
    clashes: now.clashes,
    change: (patch: Partial<T>) => keep({ base: now.base, mine: { ...now.mine, ...patch } }),
    settle: (field: keyof T, whose: "mine" | "theirs") => keep(settled(now, theirs, field, whose)),
    /** Saved, or thrown away. */
    drop: () => keep(null),
  };
}
