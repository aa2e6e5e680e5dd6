import { createAccess } from "@siren/web/access";
import { createApi } from "@siren/web/api";
import { createHealth } from "@siren/web/health";
import { createSession } from "@siren/web/session";
import { openStorage } from "@siren/web/storage";

export type Sent = {
  method: string;
  path: string;
  token: string | null;
  key: string | null;
  spokenFor: string | null;
  body: unknown;
  trace: [parent: string | null, state: string | null];
};
type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | "network lost";

export const problemReply = (status: number, code: string): Reply => ({
  status,
  body: { code, status, title: code, retryable: false },
});

/** A clock that moves only when somebody waits, and a network that answers as it is told. */
export function fakeSurroundings(answer: (request: Sent) => Reply | Promise<Reply>) {
  let clock = 1_000_000;
  const sent: Sent[] = [];
  const kept = new Map<string, string>();
  const timers: { dueAt: number; run: () => void }[] = [];
  const now = () => clock;

  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers);
    const request = {
      method: init?.method ?? "GET",
      path: String(input),
      token: headers.get("authorization")?.replace("Bearer ", "") ?? null,
      key: headers.get("idempotency-key"),
      spokenFor: headers.get("siren-speaks-for"),
      body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
      trace: [headers.get("traceparent"), headers.get("tracestate")] as Sent["trace"],
    };
    sent.push(request);
    const reply = await answer(request);
    if (reply === "network lost") throw new TypeError("fetch failed");
    const { status, body, headers: extra } = reply;
    const text = body === undefined ? null : JSON.stringify(body);
    return new Response(text, { status, ...(extra && { headers: extra }) });
  };

  const health = createHealth({ now });
  const access = createAccess();
  const wait = async (ms: number) => {
    clock += ms;
  };
  const api = createApi({ fetch, access, health, now, chance: () => 0.5, wait, page: "client" });
  const browsers = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const storage = openStorage(() => browsers);
  const later = (ms: number, run: () => void) => {
    const timer = { dueAt: clock + ms, run };
    timers.push(timer);
    return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
  };
  const session = createSession({ api, access, storage, now, later });
  return { api, access, health, session, sent, kept, timers, browsers, now };
}

export const mina = {
  memberId: "mem_01J8ZQ4M6V3T9X2B7C5D1E0F8G",
  nickname: "미나",
  roles: ["customer"],
  stores: [],
};

export const sessionReply = (token: string, expiresAt: number): Reply => ({
  status: 200,
  body: { accessToken: token, expiresAt, member: mina },
});

export const rememberMina = (kept: Map<string, string>): void =>
  void kept.set("siren.who", JSON.stringify({ member: mina, cardIds: [] }));
