import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

const keptAs = "siren.rung";
const mostKept = 50;
const events = z.array(z.string());

type Parts = {
  storage: Pick<KeptStorage, "getItem" | "setItem">;
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
      storage.setItem(keptAs, JSON.stringify([...rung, event].slice(-mostKept)));
      ring();
    });
  };
}

function read(storage: Pick<KeptStorage, "getItem">): string[] {
  const kept = events.safeParse(readJson(storage, keptAs));
  return kept.success ? kept.data : [];
}
