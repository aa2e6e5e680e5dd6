import { localText } from "@siren/contracts/menu";
import { problem } from "@siren/contracts/problems";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";
import type { Tapped } from "./taps.ts";

const of = { ticketId: z.string() };
const ofCup = { ...of, unitId: z.string() };
const tap = z.union([
  z.object({ verb: z.enum(["accept", "ready", "hand-over", "paid", "recall"]), ...of }),
  z.object({ verb: z.literal("reject"), reason: z.string(), units: z.optional(z.array(z.string())), ...of }),
  z.object({ verb: z.enum(["claim", "done", "release"]), ...ofCup }),
  z.object({ verb: z.literal("remake"), reason: z.string(), ...ofCup }),
]);
const tapped = z.object({
  tap,
  about: z.object({
    orderId: z.string(),
    number: z.int(),
    nickname: z.string(),
    cup: z.nullable(localText),
  }),
  key: z.string(),
  by: z.string(),
  at: z.number(),
  phase: z.enum(["waiting", "sending", "refused"]),
  isTried: z.boolean(),
  problem: z.nullable(problem),
});
const ofStore = z.record(z.string(), z.object({ nickname: z.string(), taps: z.array(tapped) }));
type OfStore = z.infer<typeof ofStore>;

/** Somebody else's who tapped at this tablet: they go in nobody's name but theirs. */
export type Foreign = { memberId: string; nickname: string; count: number };

export type KeptTaps = {
  found: readonly Tapped[];
  keep: (taps: readonly Tapped[]) => void;
  foreign: () => Foreign[];
  forgetForeign: () => void;
};

/** What was tapped at a store's board and not answered yet, over a reload and for each of those who tapped. */
export function keptTapsOf(
  storage: KeptStorage,
  storeId: string,
  member: { memberId: string; nickname: string },
): KeptTaps {
  const name = `siren.taps.${storeId}`;

  function read(): OfStore {
    const found = ofStore.safeParse(readJson(storage, name));
    return found.success ? found.data : {};
  }

  function write(all: OfStore): void {
    if (Object.keys(all).length === 0) storage.removeItem(name);
    else storage.setItem(name, JSON.stringify(all));
  }

  const { memberId, nickname } = member;
  return {
    found: (read()[memberId]?.taps ?? []) as Tapped[],
    keep(taps) {
      // As it lies there, and not looked through: this is done with each tap.
      const { [memberId]: _before, ...others } = (readJson(storage, name) ?? {}) as OfStore;
      const own = { nickname, taps: [...taps] } as OfStore[string];
      write(taps.length === 0 ? others : { ...others, [memberId]: own });
    },
    foreign: () =>
      Object.entries(read()).flatMap(([id, { nickname: name, taps }]) => {
        const count = taps.filter(({ phase }) => phase !== "refused").length;
        return id === memberId || count === 0 ? [] : [{ memberId: id, nickname: name, count }];
      }),
    forgetForeign() {
      const { [memberId]: own } = read();
      write(own ? { [memberId]: own } : {});
    },
  };
}
