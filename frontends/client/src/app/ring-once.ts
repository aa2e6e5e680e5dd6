const keptAs = "siren.rung";
const mostKept = 50;

type Parts = {
  storage: Pick<Storage, "getItem" | "setItem">;
  /** One tab at a time, where the browser can say so. */
  alone: (work: () => void) => Promise<void> | void;
  ring: () => void;
};

/** Each time an order becomes ready it rings once in this browser, however many tabs are open. */
export function createRingOnce({ storage, alone, ring }: Parts) {
  return (order: { orderId: string; version: number }): void => {
    const mark = `${order.orderId}@${order.version}`;
    void alone(() => {
      const rung = read(storage);
      if (rung.includes(mark)) return;
      storage.setItem(keptAs, JSON.stringify([...rung, mark].slice(-mostKept)));
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
