import type * as z from "zod";
import type { Exchange } from "../policies/exchange.ts";

/** Whether a step is taken; asked for each request, made once for each file. */
export type Condition = (exchange: Exchange) => boolean;

/** One condition as a plain module: its name in the file, what may stand beside the name, and what it then asks. */
export type ConditionModule = {
  name: string;
  settings: z.ZodObject;
  /** Where further conditions stand in it, one or a list of them; they are read before it is made. */
  inner?: "condition" | "conditions";
  create(settings: unknown, inner: readonly Condition[]): Condition;
};

type Typed<S extends z.ZodObject> = Omit<ConditionModule, "settings" | "create"> & {
  settings: S;
  create(settings: z.infer<S>, inner: readonly Condition[]): Condition;
};

/** The file's reader has held what stands there against `settings`. */
export const defineCondition = <S extends z.ZodObject>(typed: Typed<S>): ConditionModule => ({
  ...typed,
  create: (settings, inner) => typed.create(settings as z.infer<S>, inner),
});
