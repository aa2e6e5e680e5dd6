import * as z from "zod";

export const lastGoodAction = z.strictObject({
  /** How old an answer may be that is given in place of none. */
  keepMs: z
    .number()
    .int()
    .min(1_000)
    .default(24 * 60 * 60 * 1000),
  /**
   * First words of the paths of which answers are kept; all when left out. What is asked for in many ways, or is
   * large, would drive out what is needed.
   */
  only: z.array(z.string()).optional(),
});
export type LastGoodAction = z.infer<typeof lastGoodAction>;
