import { localText } from "@siren/contracts/menu";
import type { KeptStorage } from "@siren/web/storage";
import * as z from "zod/mini";
import { type Kept, keptSaidOf } from "./kept-said.ts";
import type { Tapped } from "./taps.ts";

const of = { ticketId: z.string() };
const ofCup = { ...of, unitId: z.string() };
const tap = z.union([
  z.object({ verb: z.enum(["accept", "ready", "hand-over", "paid", "recall"]), ...of }),
  z.object({ verb: z.literal("reject"), reason: z.string(), units: z.optional(z.array(z.string())), ...of }),
  z.object({ verb: z.enum(["claim", "done", "release"]), ...ofCup }),
  z.object({ verb: z.literal("remake"), reason: z.string(), ...ofCup }),
]);
const about = z.object({
  orderId: z.string(),
  number: z.int(),
  nickname: z.string(),
  cup: z.nullable(localText),
});

export const keptTapsOf = (
  storage: KeptStorage,
  storeId: string,
  member: { memberId: string; nickname: string },
): Kept<Tapped> =>
  keptSaidOf<Tapped>({ storage, name: `siren.taps.${storeId}`, shape: { tap, about } }, member);
