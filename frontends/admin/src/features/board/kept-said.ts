import { problem } from "@siren/contracts/problems";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";
import type { Said } from "./kept-queue.ts";

const said = {
  ...{ key: z.string(), by: z.string(), at: z.number(), isTried: z.boolean() },
  phase: z.enum(["waiting", "sending", "refused"]),
  problem: z.nullable(problem),
};

/** Somebody else's who tapped at this tablet: they go in nobody's name but theirs. */
export type Foreign = { memberId: string; nickname: string; count: number };

export type Kept<T extends Said> = {
  found: readonly T[];
  keep: (said: readonly T[]) => void;
  foreign: () => Foreign[];
  forgetForeign: () => void;
};

/** What was said at a store's board and not answered yet, over a reload and for each of those who said it. */
export function keptSaidOf<T extends Said>(
  { storage, name, shape }: { storage: KeptStorage; name: string; shape: z.core.$ZodLooseShape },
  { memberId, nickname }: { memberId: string; nickname: string },
): Kept<T> {
  const ofStore = z.record(
    z.string(),
    z.object({ nickname: z.string(), taps: z.array(z.object({ ...said, ...shape })) }),
  );
  type OfStore = Record<string, { nickname: string; taps: T[] }>;

  function read(): OfStore {
    const found = ofStore.safeParse(readJson(storage, name));
    return found.success ? (found.data as unknown as OfStore) : {};
  }

  function write(all: OfStore): void {
    if (Object.keys(all).length === 0) storage.removeItem(name);
    else storage.setItem(name, JSON.stringify(all));
  }

  return {
    found: read()[memberId]?.taps ?? [],
    keep(own) {
      // As it lies there, and not looked through: this is done with each tap.
      const { [memberId]: _before, ...others } = (readJson(storage, name) ?? {}) as OfStore;
      write(own.length === 0 ? others : { ...others, [memberId]: { nickname, taps: [...own] } });
    },
    foreign: () =>
      Object.entries(read()).flatMap(([id, { nickname: whose, taps }]) => {
        const count = taps.filter(({ phase }) => phase !== "refused").length;
        return id === memberId || count === 0 ? [] : [{ memberId: id, nickname: whose, count }];
      }),
    forgetForeign() {
      const { [memberId]: own } = read();
      write(own ? { [memberId]: own } : {});
    },
  };
}

/** Of several kinds of what is kept, by whose it is. */
export function foreignIn(...kept: readonly Pick<Kept<Said>, "foreign">[]): Foreign[] {
  const all = new Map<string, Foreign>();
  for (const one of kept.flatMap(({ foreign }) => foreign())) {
    const known = all.get(one.memberId);
    all.set(one.memberId, { ...one, count: one.count + (known?.count ?? 0) });
  }
  return [...all.values()];
}
