const coldest = 0.1;

/** How warm an instance is: from a tenth to a full share over the slow start. */
export function createSlowStart(now: () => number, slowStartMs: number) {
  const warming = new Map<string, number>();
  let known: ReadonlySet<string> | undefined;

  return {
    /** Those found at first sight are not new, only new to us. */
    members(present: ReadonlySet<string>): void {
      if (known) {
        for (const id of present) if (!known.has(id)) warming.set(id, now());
        for (const id of warming.keys()) if (!present.has(id)) warming.delete(id);
      }
      if (known || present.size > 0) known = present;
    },
    warmth(id: string): number {
      const joinedAtMs = warming.size === 0 ? undefined : warming.get(id);
      if (joinedAtMs === undefined) return 1;
      const share = slowStartMs <= 0 ? 1 : (now() - joinedAtMs) / slowStartMs;
      if (share < 1) return Math.max(coldest, share);
      warming.delete(id);
      return 1;
    },
  };
}
