import { type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";

export type Ask = {
  method?: string;
  /** Behind the case's own path. */
  path?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
};
export type Answered = { status: number; headers: IncomingHttpHeaders; body: string; tookMs: number };

const answersWithinMs = 15_000;

/** One request as it is said, with no header that nobody asked for. */
export function ask(url: string, { method = "GET", headers = {}, body }: Ask): Promise<Answered> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
        agent: false,
        signal: AbortSignal.timeout(answersWithinMs),
      },
      (res) => {
        text(res).then(
          (said) =>
            resolve({
              status: res.statusCode ?? 0,
              headers: res.headers,
              body: said,
              tookMs: performance.now() - startedMs,
            }),
          reject,
        );
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
