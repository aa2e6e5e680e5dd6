import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from "node:http";
import type { RawHeaders } from "@siren/chassis/balancing/headers";
import { lineOf, type SaidAlways, saidAlways } from "./said-always.ts";

declare module "node:http" {
  interface OutgoingMessage {
    /** Node's own, which each way of writing a head leads to: `firstLine` is what stands before the headers. */
    _storeHeader(firstLine: string, headers: unknown): void;
  }
}

/** Node gives both of them to whoever serves. */
export type EdgeRequest = IncomingMessage & { method: string; url: string };

type Heads = OutgoingHttpHeaders | OutgoingHttpHeader[];

const nothing = saidAlways([]);

/** Where a newer Node writes heads in another way, each header goes that way. */
const canPutLines = typeof ServerResponse.prototype._storeHeader === "function";

/**
 * What the edge says by itself with each answer is held here until the head goes out: most of it goes out with a
 * service's own headers, in one list. Set one by one, each would be checked, kept in a map and looked up again.
 */
export class EdgeResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  /** Whoever sets a header of the same name has the last word. */
  always: SaidAlways = nothing;
  /** The same of this answer alone: name, value, name, value. The id of the request stands at 0. */
  ours: string[] = [];
  locals: Record<string, unknown> = {};
  #lines = "";

  /** Every way out but `pass` comes by here, those without a word on the head, too. */
  override writeHead(status: number, reason?: string | Heads, heads?: Heads): this {
    const said = [...this.ours, ...this.always.headers];
    this.ours = [];
    this.always = nothing;
    for (let i = 0; i + 1 < said.length; i += 2)
      if (!this.hasHeader(said[i] as string)) this.setHeader(said[i] as string, said[i + 1] as string);
    return super.writeHead(status, reason as string, heads);
  }

  override _storeHeader(firstLine: string, headers: unknown): void {
    const lines = this.#lines;
    this.#lines = "";
    super._storeHeader(firstLine + lines, headers);
  }

  /**
   * The head of a service's answer, where nothing was set that would have to be weighed against it; says whether it was.
   * The id under which the asker knows the request stays ours. What means nothing to Node goes out as it stands: Node
   * would ask of each name, with each answer, whether it is one that does.
   */
  pass(status: number, given: RawHeaders): boolean {
    if (!canPutLines || this.getHeaderNames().length > 0) return false;
    const { ours } = this;
    let { always } = this;
    let hasCacheControl = false;
    let lines = "";
    const weighed: string[] = [];
    for (let i = 0; i + 1 < given.length; i += 2) {
      const name = given[i] as string;
      const own = lengthsOfOurs.has(name.length) ? name.toLowerCase() : "";
      if (own === "x-request-id") continue;
      if (own === "cache-control") hasCacheControl = true;
      else if (always.names.has(own)) always = always.without(own);
      else if (own !== "") dropFrom(ours, own);
      if (lengthsOfNodes.has(name.length)) weighed.push(name, given[i + 1] as string);
      else lines += lineOf(name, given[i + 1] as string);
    }
    for (let i = 0; i + 1 < ours.length; i += 2) {
      const name = ours[i] as string;
      if (lengthsOfNodes.has(name.length)) weighed.push(name, ours[i + 1] as string);
      else lines += lineOf(name, ours[i + 1] as string);
    }
    this.#lines = always.lines + lines + (hasCacheControl ? "" : notStored);
    this.ours = [];
    this.always = nothing;
    super.writeHead(status, weighed);
    return true;
  }
}

const notStored = lineOf("cache-control", "no-store");

const lengthsOf = (names: readonly string[]): ReadonlySet<number> =>
  new Set(names.map(({ length }) => length));

/** Of those that say how the message is framed, which Node has to know, and says itself where nobody does. */
const lengthsOfNodes = lengthsOf([
  ...["connection", "content-length", "transfer-encoding", "keep-alive"],
  ...["date", "expect", "trailer"],
]);

/** Any other is nobody's but the service's own. */
const lengthsOfOurs = lengthsOf([
  ...["x-request-id", "cache-control", "ratelimit", "ratelimit-policy", "connection"],
  ...["x-content-type-options", "content-security-policy", "cross-origin-resource-policy", "referrer-policy"],
  "strict-transport-security",
]);

function dropFrom(ours: string[], name: string): void {
  for (let at = 2; at < ours.length; at += 2) {
    const own = ours[at] as string;
    if (own.length === name.length && own.toLowerCase() === name) {
      ours.splice(at, 2);
      return;
    }
  }
}
