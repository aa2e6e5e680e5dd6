/** One way to hear a namespace: a socket, or requests that take its place. A test brings its own. */
export type Line = {
  connect: () => void;
  close: () => void;
  on: (name: string, listener: (payload: unknown) => void) => void;
  /** What nobody listens for by its name: a word of a server that is newer than this page. */
  onOther: (listener: (name: string, payload: unknown) => void) => void;
  /** Sent and answered, or rejected when no answer comes. */
  ask: (name: string, payload: object) => Promise<unknown>;
  /** Called once, when it could not be opened or is no longer open; with the server's code if it gave one. */
  onClosed: (listener: (code: string | undefined) => void) => void;
  /** Whatever proves that the other side is there, beside what it says. */
  onAlive: (listener: () => void) => void;
};

export type Endpoint = { path: string; namespace: string };
export type OpenLine = (endpoint: Endpoint, auth: () => Record<string, unknown>) => Promise<Line>;
