import { storeState } from "@siren/contracts/barista";
import { localText } from "@siren/contracts/menu";
import type { KeptStorage } from "@siren/web/storage";
import * as z from "zod/mini";
import { type Kept, keptSaidOf } from "./kept-said.ts";
import type { Wished } from "./wishes.ts";

const of = { id: z.string() };
const wish = z.union([
  z.object({ about: z.literal("state"), state: storeState, until: z.nullable(z.number()) }),
  z.object({ about: z.literal("delay"), minutes: z.int(), until: z.number() }),
  z.object({ about: z.enum(["item", "option"]), soldOut: z.boolean(), ...of }),
  z.object({ about: z.literal("received"), n: z.int(), ...of }),
  z.object({ about: z.literal("counted"), n: z.nullable(z.int()), ...of }),
]);

export const keptWishesOf = (
  storage: KeptStorage,
  storeId: string,
  member: { memberId: string; nickname: string },
): Kept<Wished> =>
  keptSaidOf<Wished>(
    { storage, name: `siren.wishes.${storeId}`, shape: { wish, name: z.nullable(localText) } },
    member,
  );
