const keptAs = "siren.rung";
const mostKept = 50;

type Parts = {
  storage: Pick<Storage, "getItem" | "setItem">;
  /** One tab at a time, where the browser can say so. */
  alone: (work: () => void) => unknown;
  ring: () => void;
};

/**
 * Whose turn it is to ring is decided by the server; that it is this browser's may be told to several of its tabs,
 * and again after a break. What rang here rings here no more.
 */
export function createRingOnce({ storage, alone, ring }: Parts): (stream: string, n: number) => void {
  return (stream, n) => {
    const event = `${stream}#${n}`;
    void alone(() => {
      const rung = read(storage);
      if (rung.includes(event)) return;
      try {
        storage.setItem(keptAs, JSON.stringify([...rung, event].slice(-mostKept)));
      } catch {
        // Twice is better than not at all.
      }
      ring();
    });
  };
}

function read(storage: Pick<Storage, "getItem">): string[] {
  try {
    const kept = JSON.parse(storage.getItem(keptAs) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}
