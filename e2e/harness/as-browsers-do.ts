import type { Person } from "./person.ts";

const closed = new Set(["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"]);

/**
 * A connection that was kept may be closed by the other side at the moment of its next use, and neither can know
 * (RFC 9112, 9.3.1). Browsers send such a request again on a new connection without a word, once; Node's fetch leaves
 * it to its caller. So reads and writes with a key are sent again here, and `onResend` counts them.
 */
export function asBrowsersDo<P extends Person>(person: P, onResend: () => void): P {
  const ask = person.ask.bind(person);
  person.ask = (method, path, asked) =>
    ask(method, path, asked).catch((error: unknown) => {
      const mayRepeat = method === "GET" || asked?.key !== undefined;
      if (!mayRepeat || !wasClosed(error) || person.leaves?.aborted) throw error;
      onResend();
      return ask(method, path, asked);
    });
  return person;
}

function wasClosed(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && closed.has(String(Reflect.get(cause, "code")));
}
