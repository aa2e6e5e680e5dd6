import type { Answer, Asked, Person } from "../e2e/harness/person.ts";
import { type Said, saidIn } from "./said.ts";

/** One request and what came of it, as whoever sent it knows. */
export type Exchange = {
  n: number;
  who: string;
  gateway: string;
  method: string;
  path: string;
  key: string | null;
  sent: unknown;
  askedAtMs: number;
  /** When it was answered, or given up; null while it is under way. */
  endedAtMs: number | null;
  /** Null where no answer came. */
  status: number | null;
  /** Of a refusal; of no answer, why there was none. */
  code: string | null;
  said: Said;
};

/** What a customer's page showed. */
export type Shown = { who: string; name: string; orderId: string; n: number; atMs: number };

/**
 * Everything that was asked and answered, by those who asked. What is judged is judged from this: it knows nothing of
 * the inside, and what the inside says of itself has to agree with it. A request is written down before it is sent.
 */
export class History {
  readonly exchanges: Exchange[] = [];
  readonly shown: Shown[] = [];
  readonly #write: (line: string) => void;
  readonly #now: () => number;

  constructor(write: (line: string) => void, now: () => number) {
    this.#write = write;
    this.#now = now;
  }

  asks(who: string, gateway: string, method: string, path: string, { key, body }: Asked): Exchange {
    const exchange: Exchange = {
      ...{
        n: this.exchanges.length,
        who,
        gateway,
        method,
        path,
        key: key ?? null,
        sent: withoutSecrets(body),
      },
      ...{ askedAtMs: this.#now(), endedAtMs: null, status: null, code: null, said: {} },
    };
    this.exchanges.push(exchange);
    const { endedAtMs: _e, status: _s, code: _c, said: _d, ...asked } = exchange;
    this.#line({ what: "asked", ...asked });
    return exchange;
  }

  answered(exchange: Exchange, { status, body }: Answer): void {
    Object.assign(exchange, { endedAtMs: this.#now(), status, ...saidIn(exchange, status, body) });
    const { n, endedAtMs, code, said } = exchange;
    this.#line({ what: "answered", n, endedAtMs, status, code, said });
  }

  unanswered(exchange: Exchange, error: unknown): void {
    const code = error instanceof Error ? (codeIn(error) ?? error.name) : "Error";
    Object.assign(exchange, { endedAtMs: this.#now(), code });
    this.#line({ what: "unanswered", n: exchange.n, endedAtMs: exchange.endedAtMs, code });
  }

  shows(shown: Omit<Shown, "atMs">): void {
    const one = { ...shown, atMs: this.#now() };
    this.shown.push(one);
    this.#line({ what: "shown", ...one });
  }

  /** What happened beside the requests: strikes, what the gateways told operations, phases. */
  notes(what: string, of: object): void {
    this.#line({ what, ...of, notedAtMs: this.#now() });
  }

  #line(of: object): void {
    this.#write(`${JSON.stringify(of)}\n`);
  }
}

/** Every request that this person makes from now on is in the history, before it leaves. */
export function recorded<P extends Person>(person: P, who: string, history: History): P {
  const ask = person.ask.bind(person);
  person.ask = async (method, path, asked = {}) => {
    const exchange = history.asks(who, person.gateway, method, path, asked);
    try {
      const answer = await ask(method, path, asked);
      history.answered(exchange, answer);
      return answer;
    } catch (error) {
      history.unanswered(exchange, error);
      throw error;
    }
  };
  return person;
}

/** fetch hides what happened to the connection behind "fetch failed". */
function codeIn(error: Error): string | undefined {
  const cause = error.cause;
  const code = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string" ? code : undefined;
}

function withoutSecrets(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("password" in body)) return body ?? null;
  return { ...body, password: "***" };
}
