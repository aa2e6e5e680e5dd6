import { request } from "node:http";

type Case = { name: string; method: string; path: string; headers?: Record<string, string>; body?: string };
export type Answered = { name: string; status: number; headers: Record<string, unknown>; body: string };

const json = { "content-type": "application/json" };
const note = JSON.stringify({ id: "corpus" });
const api = "/api/v1/order";

/** What a client may send, well or badly. `KEY` stands for one that nobody else uses. */
export const corpus: readonly Case[] = [
  { name: "a read", method: "GET", path: `${api}/notes/one` },
  { name: "a read with a query", method: "GET", path: `${api}/notes/one?a=1&a=2&b=%20%2F&c` },
  { name: "a head", method: "HEAD", path: `${api}/notes/one` },
  { name: "an encoded segment", method: "GET", path: `${api}/notes/a%20b%C3%A9` },
  {
    name: "a keyed write",
    method: "POST",
    path: `${api}/notes`,
    headers: { ...json, "idempotency-key": "KEY" },
    body: note,
  },
  {
    name: "the same write again",
    method: "POST",
    path: `${api}/notes`,
    headers: { ...json, "idempotency-key": "KEY" },
    body: note,
  },
  { name: "a write without its key", method: "POST", path: `${api}/notes`, headers: json, body: note },
  {
    name: "a key that is none",
    method: "POST",
    path: `${api}/notes`,
    headers: { ...json, "idempotency-key": "x" },
    body: note,
  },
  { name: "an unkeyed write", method: "POST", path: `${api}/unkeyed`, headers: json, body: note },
  { name: "broken JSON", method: "POST", path: `${api}/unkeyed`, headers: json, body: "{" },
  {
    name: "another type",
    method: "POST",
    path: `${api}/unkeyed`,
    headers: { "content-type": "text/plain" },
    body: "x",
  },
  {
    name: "too much",
    method: "POST",
    path: `${api}/unkeyed`,
    headers: json,
    body: `"${"x".repeat(70_000)}"`,
  },
  { name: "a method that it has not", method: "DELETE", path: `${api}/notes` },
  { name: "a page that is not there", method: "GET", path: `${api}/nothing` },
  { name: "no service's path", method: "GET", path: "/api/v1/nobody/x" },
  { name: "a service that nobody runs", method: "GET", path: "/api/v1/barista/x" },
  { name: "what is between processes", method: "GET", path: `${api}/internal/feed` },
  { name: "the same, encoded", method: "GET", path: `${api}/%69nternal/feed` },
  { name: "a way up", method: "GET", path: `${api}/notes/%2e%2e/internal` },
  { name: "two slashes", method: "GET", path: `${api}//notes/one` },
  { name: "a NUL", method: "GET", path: `${api}/notes/%00` },
  { name: "what cannot be decoded", method: "GET", path: `${api}/notes/%E0%A4%A` },
  {
    name: "a token that is none",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { authorization: "Bearer a.b.c" },
  },
  {
    name: "another scheme",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { authorization: "Basic YTpi" },
  },
  {
    name: "a guest",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { cookie: `siren_guest=${"g".repeat(43)}` },
  },
  {
    name: "another site's page",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { origin: "https://evil.example" },
  },
  {
    name: "a page asking first",
    method: "OPTIONS",
    path: `${api}/notes`,
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  },
  { name: "operations, by nobody", method: "GET", path: "/ops/breakers" },
  { name: "health", method: "GET", path: "/healthz" },
  { name: "the root", method: "GET", path: "/" },
  {
    name: "an identity of one's own",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { "x-siren-identity": "me" },
  },
  {
    name: "an id of one's own",
    method: "GET",
    path: `${api}/notes/one`,
    headers: { "x-request-id": "corpus-1" },
  },
];

export async function answersOf(url: string, run: string): Promise<Answered[]> {
  const all: Answered[] = [];
  for (const one of corpus) all.push(await ask(url, one, run));
  return all;
}

function ask(url: string, { name, method, path, headers = {}, body }: Case, run: string): Promise<Answered> {
  const given = Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key, value === "KEY" ? `corpus-${run}` : value]),
  );
  const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    // The path as it stands: a URL would put it right first.
    const outgoing = request({
      hostname,
      port,
      path,
      method,
      headers: { ...given, ...length, host: "edge.test" },
      agent: false,
    });
    outgoing.on("response", (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({ name, status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
      answer.on("error", reject);
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) =>
      resolve({ name, status: 0, headers: {}, body: String(error.code) }),
    );
    outgoing.end(body);
  });
}

/** What is different each time, whoever answers. */
const passing = new Set([
  "date",
  "x-request-id",
  "ratelimit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
]);

const steady = ({ status, headers, body }: Answered) => ({
  status: String(status),
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !passing.has(name))),
  body: body.replace(/"(traceId|requestId)":"[^"]*"/g, '"$1":"-"'),
});

export function differences(one: readonly Answered[], other: readonly Answered[]): string[] {
  return one.flatMap((before, n) => {
    const after = other[n];
    if (!after) return [`${before.name}: not asked`];
    const [left, right]: Record<string, unknown>[] = [steady(before), steady(after)];
    const names = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
    return [...names]
      .filter((name) => JSON.stringify(left?.[name]) !== JSON.stringify(right?.[name]))
      .map((name) => `${before.name}: ${name}: ${shown(left?.[name])} became ${shown(right?.[name])}`);
  });
}

const shown = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200));
