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

/** `toldBy`: what has said the same if it rang here before. It says so once: called back and ready anew is new. */
export type Ringing = { event: string; toldBy?: string | undefined };

/**
 * Whose turn it is to ring is decided by the server; that it is this browser's may be told to several of its tabs,
 * and again after a break. What rang here rings here no more.
 */
export function createRingOnce({ storage, alone, ring }: Parts): (ringing: Ringing) => void {
  return ({ event, toldBy }) => {
    void alone(() => {
      const rung = read(storage);
      if (rung.includes(event)) return;
      const others = rung.filter((each) => each !== toldBy);
      storage.setItem(keptAs, JSON.stringify([...others, event].slice(-mostKept)));
      if (others.length === rung.length) ring();
    });
  };
}

function read(storage: Pick<KeptStorage, "getItem">): string[] {
  const kept = events.safeParse(readJson(storage, keptAs));
  return kept.success ? kept.data : [];
}
