import { apiBase } from "./api-base.ts";

/** Between index.html's own script and the page's, which have nothing else in common. */
const here = globalThis as { sirenEarly?: Map<string, Promise<Response>> };

/** What has lain about for longer is asked for like anything else. */
const goodForMs = 10_000;

type Ask = (url: string, request: RequestInit) => Promise<Response>;

/**
 * Asks for what the page will want first, while its scripts are still on their way. Only for what is told to anybody:
 * nobody has signed in yet.
 */
export function askEarly(path: string, ask: Ask = (url, request) => fetch(url, request)): void {
  const url = apiBase + path;
  const asked = ask(url, {
    ...{ headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-cache" },
  }).then(whole);
  // Whoever takes it hears of it; nobody has to.
  asked.catch(() => {});
  here.sirenEarly ??= new Map();
  here.sirenEarly.set(url, asked);
}

/** Read to its end though nobody may take it: one that is left half read keeps others from the same address. */
async function whole(answer: Response): Promise<Response> {
  const bytes = await answer.arrayBuffer();
  return new Response(bytes.byteLength === 0 ? null : bytes, answer);
}

/** The answer that is on its way already, once. */
export function takeEarly(
  url: string,
  { method, headers, signal }: RequestInit,
  openForMs = performance.now(),
): Promise<Response> | undefined {
  const asked = here.sirenEarly?.get(url);
  if (!asked || method !== "GET" || new Headers(headers).has("Authorization")) return undefined;
  here.sirenEarly?.delete(url);
  if (openForMs > goodForMs) return undefined;
  return signal ? Promise.race([asked, endOf(signal)]) : asked;
}

const endOf = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
