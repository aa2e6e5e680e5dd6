import assert from "node:assert/strict";
import { type ProblemCode, problem, problemTable } from "@siren/contracts/problems";
import type { ProcessName } from "../../scripts/stack/topology.ts";
import { eventually } from "./eventually.ts";
import type { Answer } from "./person.ts";
import type { TestStack } from "./stack.ts";

/** A process that is killed refuses connections; one that is frozen takes them and says nothing. */
export const waysToBeLost = ["SIGKILL", "SIGSTOP"] as const;
export type WayToBeLost = (typeof waysToBeLost)[number];

export type Loss = {
  atMs: number;
  /** `env`: for processes that were killed. */
  giveBack: (env?: Record<string, string>) => Promise<void>;
  /** A row that failed leaves nothing lost for the next one. */
  [Symbol.asyncDispose]: () => Promise<void>;
};

/** Every replica of a service at once, or the one that is named; each stays away until it is given back. */
export async function lose(
  stack: TestStack,
  name: ProcessName,
  way: WayToBeLost,
  replica?: number,
): Promise<Loss> {
  const lost = stack.processes(name).filter((one) => replica === undefined || one.replica === replica);
  await Promise.all(lost.map((one) => stack.kill(name, one.replica, way)));
  let isLost = true;
  const loss: Loss = {
    atMs: Date.now(),
    async giveBack(env) {
      if (!isLost) return;
      isLost = false;
      if (way === "SIGSTOP") for (const one of lost) await stack.kill(name, one.replica, "SIGCONT");
      else await Promise.all(lost.map((one) => one.start(env)));
      await Promise.all(lost.map(stack.whenUp));
    },
    [Symbol.asyncDispose]: () => loss.giveBack(),
  };
  return loss;
}

export type Timed = { answer: Answer; tookMs: number };

export async function timed(ask: () => Promise<Answer>): Promise<Timed> {
  const askedAt = performance.now();
  const answer = await ask();
  return { answer, tookMs: performance.now() - askedAt };
}

/** So many people ask at the same moment, as it is in a cafe. */
export const atOnce = (count: number, ask: () => Promise<Answer>): Promise<Timed[]> =>
  Promise.all(Array.from({ length: count }, () => timed(ask)));

/** What a call may take beyond its deadline on a machine that is busy with other things. */
const slackMs = 2_000;

export function assertWithin({ tookMs }: Timed, deadlineMs: number, what: string): void {
  assert.ok(tookMs < deadlineMs + slackMs, `${what} took ${tookMs.toFixed(0)} ms of ${deadlineMs}`);
}

/** Nobody is there, and what goes wrong on the way there. */
const awayCodes: ReadonlySet<ProblemCode> = new Set([
  ...(["NO_INSTANCE", "BREAKER_OPEN", "BAD_UPSTREAM", "UPSTREAM_TIMEOUT"] as const),
]);

/** Said plainly, with when to come back where that is known, and worth sending again. */
export function assertAway({ status, body, headers }: Answer, what: string): ProblemCode {
  const said = problem.parse(body, { error: () => `${what}: ${status} ${JSON.stringify(body)}` });
  assert.ok(awayCodes.has(said.code), `${what}: ${said.code}`);
  assert.equal(status, problemTable[said.code].status);
  assert.equal(said.retryable, true);
  if (status === 503)
    assert.match(headers.get("retry-after") ?? "", /^[1-9]\d?$/, `${what}: when to come back`);
  return said.code;
}

/** Once enough calls have failed nobody waits for the deadline any more. */
export function untilAnsweredAtOnce(
  what: string,
  ask: () => Promise<Answer>,
  withinMs: number,
): Promise<Answer> {
  return eventually(`${what}: answered at once`, async () => {
    const { answer, tookMs } = await timed(ask);
    return tookMs < withinMs && answer;
  });
}

/** Since when the service that is named is away, by the answer's own header. */
export function oldSince(answer: Answer, service: string): number | undefined {
  const parts = (answer.headers.get("x-degraded") ?? "").split(",").map((part) => part.trim());
  const named = parts.find((part) => part === service || part.startsWith(`${service};`));
  return named === undefined ? undefined : Date.parse(named.split("as-of=")[1] ?? "");
}

/** What was under way when its sender was lost is heard a moment later: an answer, or a sign of life on a stream. */
export const underWayMs = 1_000;

/** Asked or heard each second; what was last known is from before the loss, but for what was under way. */
export async function untilSaidOld(
  what: string,
  service: string,
  loss: Pick<Loss, "atMs">,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const answer = await eventually(`${what} says that ${service} is old`, async () => {
    const answer = await ask();
    return oldSince(answer, service) !== undefined && answer;
  });
  const since = oldSince(answer, service) ?? Number.NaN;
  assert.ok(since <= loss.atMs + underWayMs, `${what}: old since ${since}, lost at ${loss.atMs}`);
  assert.ok(since > loss.atMs - 60_000, `${what}: old since ${since}, lost at ${loss.atMs}`);
  return answer;
}

export const assertFresh = (answer: Answer, what: string): void =>
  assert.equal(answer.headers.get("x-degraded"), null, `${what} is not old`);

export const untilFresh = (what: string, ask: () => Promise<Answer>): Promise<Answer> =>
  eventually(`${what} is fresh again`, async () => {
    const answer = await ask();
    return answer.status < 300 && answer.headers.get("x-degraded") === null && answer;
  });
