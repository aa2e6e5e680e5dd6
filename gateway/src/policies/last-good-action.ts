import * as z from "zod";

export const lastGoodAction = z.strictObject({
  /** How old an answer may be that is given in place of none. */
  keepMs: z
    .number()
    .int()
    .min(1_000)
    .default(24 * 60 * 60 * 1000),
});
export type LastGoodAction = z.infer<typeof lastGoodAction>;
