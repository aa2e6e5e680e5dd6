import { problem } from "@siren/contracts/problems";
import type { Answer, Person } from "./person.ts";

/** What a load was answered, step by step. */
export type Book = {
  requests: number;
  /** Durations of answered requests and of waits, by step. */
  tookMs: Map<string, number[]>;
  /** By problem code; NO_ANSWER where there was none, NOT_LISTENING where the request could not even be sent. */
  errors: Map<string, number>;
  /** Each of them with its moment; `why`: what the way to the gateway said, where there was no answer. */
  errorsAt: { code: string; atMs: number; step: string; why?: string }[];
  ordersFinished: number;
  ordersLeftOpen: number;
};

export const newBook = (): Book => ({
  requests: 0,
  tookMs: new Map(),
  errors: new Map(),
  errorsAt: [],
  ordersFinished: 0,
  ordersLeftOpen: 0,
});

/** What was until now is not counted. */
export function forget(book: Book): void {
  book.tookMs.clear();
  book.errors.clear();
  book.errorsAt.length = 0;
  book.requests = book.ordersFinished = book.ordersLeftOpen = 0;
}

export function note(book: Book, step: string, tookMs: number): void {
  const list = book.tookMs.get(step);
  if (list) list.push(tookMs);
  else book.tookMs.set(step, [tookMs]);
}

export function countError(book: Book, code: string, step = "", why?: string): void {
  book.errors.set(code, (book.errors.get(code) ?? 0) + 1);
  book.errorsAt.push({ code, atMs: performance.now(), step, ...(why !== undefined && { why }) });
}

/** Every request that this person makes from now on is timed and its refusal counted. */
export function measured<P extends Person>(person: P, book: Book): P {
  const ask = person.ask.bind(person);
  person.ask = async (method, path, asked) => {
    book.requests += 1;
    const beganAtMs = performance.now();
    const answer = await ask(method, path, asked).catch((error: unknown) => {
      countError(book, wasTaken(error) ? "NO_ANSWER" : notListening, stepOf(method, path), whyOf(error));
      throw error;
    });
    note(book, stepOf(method, path), performance.now() - beganAtMs);
    if (answer.status >= 400) countError(book, codeOf(answer), stepOf(method, path));
    return answer;
  };
  return person;
}

/** Nobody listened at that gateway's own address: nothing was sent, and the page turns to the next of its list. */
export const notListening = "NOT_LISTENING";
const wasTaken = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  return !(cause instanceof Error && Reflect.get(cause, "code") === "ECONNREFUSED");
};

/** The innermost reason: UND_ERR_SOCKET "other side closed", ECONNRESET, a TimeoutError. */
function whyOf(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  return inner instanceof Error
    ? `${Reflect.get(inner, "code") ?? inner.name}: ${inner.message}`
    : String(inner);
}

/** `/api/v1/barista/tickets/tkt_01H.../ready` and its like are one step, whatever is asked of it. */
const stepOf = (method: string, path: string) =>
  `${method} ${path
    .replace("/api/v1", "")
    .replace(/\?.*/, "")
    .replace(/\/(ord|tkt|unt|crd)_[0-9A-Z]{26}/g, "/:id")
    .replace(/\/stores\/[a-z0-9-]+/, "/stores/:id")}`;

export function codeOf({ status, body }: Answer): string {
  const said = problem.safeParse(body);
  return said.success ? said.data.code : `HTTP_${status}`;
}
