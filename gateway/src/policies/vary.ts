import type { ServerResponse } from "node:http";
import { type Answer, withHeaders } from "./exchange.ts";

const namesIn = (value: unknown): string[] =>
  String(value ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);

const merged = (names: readonly string[]): string => {
  if (names.includes("*")) return "*";
  const seen = new Map(names.map((name) => [name.toLowerCase(), name]));
  return [...seen.values()].join(", ");
};

/** Says that the answer depends on that header of the request, beside what was said before. */
export function addVary(res: ServerResponse, name: string): void {
  res.setHeader("vary", merged([...namesIn(res.getHeader("vary")), name]));
}

/** What a service says of Vary would stand in place of ours: both hold. */
export function keepVary(answer: Answer, res: ServerResponse): Answer {
  const ours = namesIn(res.getHeader("vary"));
  if (ours.length === 0) return answer;
  const headers: string[] = [];
  for (let i = 0; i + 1 < answer.headers.length; i += 2) {
    const [name, value] = [answer.headers[i] as string, answer.headers[i + 1] as string];
    if (name.toLowerCase() === "vary") ours.push(...namesIn(value));
    else headers.push(name, value);
  }
  headers.push("vary", merged(ours));
  return withHeaders(answer, headers);
}
