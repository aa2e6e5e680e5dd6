import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http";
import type { RawHeaders } from "@siren/chassis/balancing/headers";

/** Node gives both of them to whoever serves. */
export type EdgeRequest = IncomingMessage & { method: string; url: string };

type Heads = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * What the edge says by itself with each answer is held here until the head goes out: most of it goes out with a
 * service's own headers, in one list. Set one by one, each would be checked, kept in a map and looked up again.
 */
export class EdgeResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  /** Name, value, name, value; whoever sets a header of the same name has the last word. */
  ours: string[] = [];
  locals: Record<string, unknown> = {};

  /** Every way out but `pass` comes by here, those without a word on the head, too. */
  override writeHead(status: number, reason?: string | Heads, heads?: Heads): this {
    const { ours } = this;
    this.ours = [];
    for (let i = 0; i + 1 < ours.length; i += 2)
      if (!this.hasHeader(ours[i] as string)) this.setHeader(ours[i] as string, ours[i + 1] as string);
    return super.writeHead(status, reason as string, heads);
  }

  /**
   * The head of a service's answer, where nothing was set that would have to be weighed against it; says whether it was.
   * The id under which the asker knows the request stays ours.
   */
  pass(status: number, given: RawHeaders): boolean {
    if (this.getHeaderNames().length > 0) return false;
    const head = this.ours;
    const held = head.length;
    let hasCacheControl = false;
    let replaced = 0;
    for (let i = 0; i + 1 < given.length; i += 2) {
      const name = given[i] as string;
      const value = given[i + 1] as string;
      const own = placeOf(name, head, held);
      if (own === 0) continue;
      if (name.length === cacheControl.length && name.toLowerCase() === cacheControl) hasCacheControl = true;
      if (own > 0 && (replaced & (1 << (own >> 1))) === 0) {
        replaced |= 1 << (own >> 1);
        head[own + 1] = value;
      } else head.push(name, value);
    }
    if (!hasCacheControl) head.push(cacheControl, "no-store");
    this.ours = [];
    super.writeHead(status, head);
    return true;
  }
}

const cacheControl = "cache-control";

/** Where we say the same; -1 where we do not. The id of the request stands at 0. */
function placeOf(name: string, head: readonly string[], held: number): number {
  for (let at = 0; at < held; at += 2) {
    const own = head[at] as string;
    if (own.length === name.length && own.toLowerCase() === name.toLowerCase()) return at;
  }
  return -1;
}
