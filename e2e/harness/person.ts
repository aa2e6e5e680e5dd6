import { setTimeout as pause } from "node:timers/promises";
import { demoPassword } from "@siren/contracts/demo-accounts";
import { cookies } from "@siren/contracts/identity";
import { session } from "@siren/contracts/member";
import { problem } from "@siren/contracts/problems";
import type * as z from "zod/mini";

export type Answer = { status: number; body: unknown; headers: Headers };
export type Asked = {
  body?: unknown;
  /** Sent as they are, in place of a body. */
  bytes?: Uint8Array<ArrayBuffer>;
  key?: string;
  headers?: Record<string, string>;
};

/** What a page does with a refusal: it says so to the person, and the code decides what happens next. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly answer: Answer;
  constructor(what: string, answer: Answer) {
    const said = problem.safeParse(answer.body);
    const code = said.success ? said.data.code : `no problem reply: ${JSON.stringify(answer.body)}`;
    super(`${what} was answered ${answer.status} ${code}${said.data?.detail ? `: ${said.data.detail}` : ""}`);
    this.status = answer.status;
    this.code = code;
    this.answer = answer;
  }

  /** When it had better be sent again, where that was said. */
  get retryAfterMs(): number {
    return (Number(this.answer.headers.get("retry-after")) || 0) * 1_000;
  }
}

const requestTimeoutMs = 12_000;

/**
 * Somebody with a browser, told by its traffic: cookies of paths, an access token in memory only, and more
 * than one gateway to go to when the one at hand does not answer.
 */
export class Person {
  readonly gateways: readonly string[];
  readonly jar = new Map<string, { value: string; path: string }>();
  token: string | undefined;
  memberId = "";
  /** From then on nothing more is asked, and what is under way is given up. */
  leaves: AbortSignal | undefined;
  #at = 0;

  constructor(gateways: readonly string[]) {
    this.gateways = gateways;
  }

  get gateway(): string {
    return this.gateways[this.#at % this.gateways.length] as string;
  }

  /** The gateway at hand is gone. */
  turnElsewhere(): void {
    this.#at += 1;
  }

  cookiesFor(path: string): string {
    return [...this.jar]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
  }

  /** One request as it is, whatever the answer. Throws only when there is none. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const { leaves } = this;
    if (!leaves) return this.#fetch(method, path, asked, AbortSignal.timeout(requestTimeoutMs));
    // By hand: what AbortSignal.any holds of a timeout may be collected before it is over.
    const over = new AbortController();
    const leave = () => over.abort(leaves.reason);
    const late = () => over.abort(new DOMException("not answered in time", "TimeoutError"));
    const timer = setTimeout(late, requestTimeoutMs);
    leaves.addEventListener("abort", leave);
    if (leaves.aborted) leave();
    try {
      return await this.#fetch(method, path, asked, over.signal);
    } finally {
      clearTimeout(timer);
      leaves.removeEventListener("abort", leave);
    }
  }

  async #fetch(
    method: string,
    path: string,
    { body, bytes, key, headers }: Asked,
    signal: AbortSignal,
  ): Promise<Answer> {
    const jar = this.cookiesFor(path);
    const response = await fetch(new URL(path, this.gateway), {
      method,
      headers: {
        ...(jar && { cookie: jar }),
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(key !== undefined && { "idempotency-key": key }),
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(bytes !== undefined && { body: bytes }),
      // Where it leads is an answer, and its cookies are the browser's.
      redirect: "manual",
      signal,
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  }

  /** As `ask`, read by its contract; a refusal is thrown. */
  async get<T extends z.ZodMiniType>(path: string, schema: T): Promise<z.infer<T>> {
    return schema.parse((await this.#ok("GET", path)).body);
  }

  async send(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    return this.#ok(method, path, asked);
  }

  /**
   * As a page sends what a person tapped: with one key until there is a final answer. No answer, or one that
   * may turn out better, is followed by the same request again.
   */
  async sendUntilAnswered(
    method: string,
    path: string,
    asked: Asked & { key: string },
    deadlineMs = 30_000,
  ): Promise<Answer> {
    const endsAt = performance.now() + deadlineMs;
    for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 1_000)) {
      let wantedMs = 0;
      try {
        return await this.#ok(method, path, asked);
      } catch (error) {
        const said = error instanceof Refused ? problem.safeParse(error.answer.body) : undefined;
        const isFinal = said?.success && !said.data.retryable;
        if (isFinal || performance.now() > endsAt || this.leaves?.aborted) throw error;
        if (!said) this.turnElsewhere();
        if (error instanceof Refused && error.code === "OVERLOADED") wantedMs = error.retryAfterMs;
      }
      // Not all of those who were told the same time come back in the same moment.
      await pause(Math.max(pauseMs, wantedMs * (1 + Math.random() / 2)));
    }
  }

  async login(email: string, password = demoPassword): Promise<this> {
    return this.#begin(await this.send("POST", "/api/v1/member/login", { body: { email, password } }));
  }

  /** Signs in with whatever answers with a session. */
  async enter(path: string, body: object): Promise<this> {
    return this.#begin(await this.send("POST", path, { body }));
  }

  async refresh(): Promise<this> {
    return this.#begin(await this.send("POST", "/api/v1/member/refresh", { body: {} }));
  }

  /** The page is loaded again: what was in memory is gone, cookies are not. */
  reload(): void {
    this.token = undefined;
  }

  cookie(which: keyof typeof cookies): string | undefined {
    return this.jar.get(cookies[which].name)?.value;
  }

  async #ok(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    const answer = await this.ask(method, path, asked);
    if (answer.status >= 300) throw new Refused(`${method} ${path}`, answer);
    return answer;
  }

  #begin(answer: Answer): this {
    const { accessToken, member } = session.parse(answer.body);
    this.token = accessToken;
    this.memberId = member.memberId;
    return this;
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const [name = "", value = ""] = pair.split(/=(.*)/s, 2);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? "/";
    if (value === "" || attributes.some((one) => /^max-age=0$/i.test(one))) this.jar.delete(name);
    else this.jar.set(name, { value, path });
  }
}
