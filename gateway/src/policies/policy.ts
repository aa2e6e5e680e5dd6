import type { BackEnd } from "@siren/chassis/back-end";
import type * as z from "zod";
import type { Limiter } from "../edge/limiter.ts";
import type { Policy } from "./exchange.ts";
import type { OriginCheck } from "./origin-check.ts";

/** What the gateway has, for the policies that need it. */
export type PolicyParts = { backEnd: BackEnd; checkOrigin: OriginCheck; limiter: Limiter };

/** One policy as a plain module: its name in the file, what may stand under `action`, and what it then does. */
export type PolicyModule = {
  name: string;
  action: z.ZodType;
  /** Called once for each step of each pipeline, whenever a file is taken. */
  create(action: unknown, parts: PolicyParts): Policy;
};

type Typed<A extends z.ZodType> = Omit<PolicyModule, "action" | "create"> & {
  action: A;
  create(action: z.infer<A>, parts: PolicyParts): Policy;
};

/** The file's reader has held what stands there against `action`, so `create` gets what it declares. */
export const definePolicy = <A extends z.ZodType>(typed: Typed<A>): PolicyModule => ({
  ...typed,
  create: (action, parts) => typed.create(action as z.infer<A>, parts),
});
