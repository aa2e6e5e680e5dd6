import type { Renewal } from "../access.ts";
import type { Observable } from "../observable.ts";
import type { Catalogue, EventOf } from "./hearing.ts";
import type { Endpoint, OpenLine } from "./line.ts";

/** What a page tells of itself to hear one namespace. */
export type LiveParts<C extends Catalogue> = {
  endpoint: Endpoint;
  /** The namespace's events as contracts has them. */
  events: C;
  openSocket: OpenLine;
  /** Where no websocket comes up. */
  openPolling?: OpenLine;
  token: Observable<string | null>;
  /** Asked for when the server no longer takes what the socket was opened with. */
  renewToken: () => Promise<Renewal>;
  /** Sent with the handshake beside the token, such as the store whose board is wanted. */
  handshake?: Record<string, unknown>;
  onEvent: (event: EventOf<C>) => void;
  /** Of a person's devices this one is to ring; it may be told so more than once of the same event. */
  onRing?: (stream: string, n: number) => void;
  /** Connected again, or something is no longer to be had: read the whole state once; rejected if it could not be. */
  onResync: () => unknown;
  /** An event that this page does not understand: it is older than the server. */
  onNotUnderstood?: (name: string) => void;
  /** Whether what was given to the page is on the screen by now; then it is acknowledged. */
  whenShown?: (run: () => void) => void;
  /** When an open socket is not believed any more, and by what it proves itself. */
  silence: { afterMs: number; provenBy: "any word" | "a stream's word" };
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
};
