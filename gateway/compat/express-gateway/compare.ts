import type { Answered } from "./ask.ts";
import { mark, type Seen } from "./upstream.ts";

/** What one request came to: what was answered, and what the service saw of it. */
export type Outcome = { host: string; answered: Answered | { fault: string }; sent: readonly Seen[] };
export type Difference = { at: string; theirs: string | undefined; ours: string | undefined };

/** They belong to one connection, or to the clock. */
const ofTheConnection = new Set(["connection", "keep-alive", "date", "transfer-encoding", "content-length"]);

function flat({ host, answered, sent }: Outcome, base: string): Map<string, string> {
  const all = new Map<string, string>();
  const put = (at: string, headers: Record<string, unknown>) => {
    for (const [name, value] of Object.entries(headers))
      if (!ofTheConnection.has(name) && name !== mark && value !== undefined)
        all.set(`${at}.${name}`, String(value));
  };
  if ("fault" in answered) all.set("answer", answered.fault);
  else {
    all.set("answer.status", String(answered.status));
    all.set("answer.body", answered.body);
    put("answer.header", answered.headers);
  }
  all.set("sent", String(sent.length));
  for (const one of sent) {
    for (const part of ["from", "method", "url", "body"] as const) all.set(`sent.${part}`, one[part]);
    put("sent.header", one.headers);
  }
  for (const [at, value] of all) all.set(at, value.replaceAll(base, "BASE").replaceAll(host, "GATEWAY"));
  return all;
}

export function differences(theirs: Outcome, ours: Outcome, base: string): Difference[] {
  const [left, right] = [flat(theirs, base), flat(ours, base)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((at) => ({ at, theirs: left.get(at), ours: right.get(at) }))
    .filter((one) => one.theirs !== one.ours);
}
