import assert from "node:assert/strict";
import { request } from "node:http";
import { type Problem, type ProblemCode, problem, problemTable } from "@siren/contracts/problems";
import type { Person } from "./person.ts";

export type RawAnswer = { status: number; headers: NodeJS.Dict<string | string[]>; text: string };
export type Raw = {
  method?: string;
  /** As it goes over the wire: nobody straightens it out on the way. */
  target: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
};

/** One request byte for byte, with who `person` is. */
export function ask(person: Person, { method = "GET", target, body, headers }: Raw): Promise<RawAnswer> {
  const { hostname, port } = new URL(person.gateway);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ hostname, port, method, path: target, agent: false, timeout: 10_000 },
        headers: {
          ...(person.token !== undefined && { authorization: `Bearer ${person.token}` }),
          ...(body !== undefined && {
            "content-type": "application/json",
            "content-length": String(Buffer.byteLength(body)),
          }),
          ...headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error(`no answer to ${method} ${target}`)));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A stack trace, a file of ours or of a library: nothing that a stranger should read. */
const tellsTooMuch = /\bat .+:\d+:\d+|node_modules|\.ts\b|\/src\/|"stack"/;

/** It is a problem reply as agreed, with one of these codes and its status. */
export function assertProblem(answer: RawAnswer, expected: readonly ProblemCode[], what: string): Problem {
  const said = `${what}: ${answer.status} ${answer.text.slice(0, 300)}`;
  assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/, said);
  assert.doesNotMatch(answer.text, tellsTooMuch, said);
  const parsed = problem.parse(JSON.parse(answer.text));
  assert.ok(expected.includes(parsed.code), `${said}, expected ${expected.join(" or ")}`);
  assert.equal(answer.status, problemTable[parsed.code].status, said);
  assert.equal(parsed.status, answer.status, said);
  // What could not be read as a request has no trace.
  if (parsed.code !== "HEADERS_TOO_LARGE") assert.ok(parsed.traceId, `a trace id to ask after: ${said}`);
  return parsed;
}
