import type { IncomingHttpHeaders } from "node:http";
import type { FeedCursor } from "./ports.ts";

/**
 * With a nudge: the highest number that whoever sends it knows of, so that the store need not be asked for it. A
 * replica of an older version sends none and passes over it.
 */
const name = "x-siren-feed-head";

export const toldHead = (head: FeedCursor | undefined): Record<string, string> =>
  head ? { [name]: `${head.seq} ${head.epoch}` } : {};

export function toldHeadOf(headers: IncomingHttpHeaders): FeedCursor | undefined {
  const told = headers[name];
  const [, seq, epoch] = (typeof told === "string" && /^(\d{1,15}) ([\w-]{1,64})$/.exec(told)) || [];
  return epoch === undefined ? undefined : { epoch, seq: Number(seq) };
}
