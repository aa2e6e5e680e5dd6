import assert from "node:assert/strict";
import net from "node:net";
import { type ProblemCode, problem, problemTable } from "@siren/contracts/problems";

/** Asserts that the answer is a refusal of this code, told as every refusal is, and shows nothing of our insides. */
export async function assertProblem(answer: Response, code: ProblemCode): Promise<Record<string, unknown>> {
  const text = await answer.text();
  assert.equal(answer.headers.get("content-type")?.split(";")[0], "application/problem+json", text);
  const body = problem.parse(JSON.parse(text));
  assert.equal(body.code, code, text);
  assert.equal(answer.status, problemTable[code].status);
  assert.equal(body.status, answer.status);
  assert.match(body.traceId ?? "", /^[0-9a-f]{32}$/);
  assert.doesNotMatch(text, /node_modules|\.ts:|\bat .*\(/);
  return body;
}

/** Sends bytes as they are, the rest of them after a while, and answers all that comes back until the other side closes. */
export function sendRaw(
  url: string,
  bytes: string,
  rest?: { text: string; afterMs: number },
): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = net.connect(Number(port), hostname, () => {
      socket.write(bytes);
      if (rest) setTimeout(() => socket.write(rest.text), rest.afterMs);
    });
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error("the other side did not close")));
  });
}
