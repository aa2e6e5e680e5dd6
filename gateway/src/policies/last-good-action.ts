import * as z from "zod";

const hourMs = 60 * 60 * 1_000;
const mebibyte = 1024 * 1024;

/** What stands beside each default is why it is that. */
export const lastGoodAction = z.strictObject({
  /** How old an answer may be that is given in place of none. A shop's day: yesterday's menu is no menu. */
  keepMs: z
    .number()
    .int()
    .min(1_000)
    .default(24 * hourMs),
  /**
   * For how long after its freshness an answer is given at once and asked for anew behind. A burst of guests costs
   * the service one request; nobody is misled for longer than a blink, and the price is checked with the order.
   */
  staleWhileRevalidateMs: z.number().int().min(0).max(600_000).default(2_000),
  /** The longest that the service's own max-age is believed: what it changes meanwhile is seen by then. */
  mostFreshMs: z.number().int().min(0).max(hourMs).default(60_000),
  /** Requests for the same answer that come while it is being fetched wait for it, instead of asking too. */
  coalesce: z.boolean().default(true),
  /** A whole menu has some 60 kB. What is larger is streamed, and not kept. */
  mostAnswerBytes: z
    .number()
    .int()
    .min(1_024)
    .max(16 * mebibyte)
    .default(mebibyte),
  mostAnswers: z.number().int().min(1).max(100_000).default(200),
  /** Those that differ in the query (or the host) only: made up by one stranger, they leave the others their room. */
  mostOfOnePath: z.number().int().min(1).max(100_000).default(16),
  /** In all: what this policy may hold of the process's memory. */
  mostBytes: z
    .number()
    .int()
    .min(1_024)
    .max(512 * mebibyte)
    .default(16 * mebibyte),
  /**
   * First words of the paths of which answers are kept; all when left out. What is asked for in many ways, or is
   * large, would drive out what is needed.
   */
  only: z.array(z.string()).optional(),
});
export type LastGoodAction = z.infer<typeof lastGoodAction>;
