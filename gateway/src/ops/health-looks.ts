import { request } from "node:http";
import type { Instance } from "@siren/chassis/registry/port";

const withinMs = 500;
const freshMs = 2_000;
const mostAtOnce = 16;
const mostKept = 1_000;

type Look = { answers: Promise<boolean>; atMs: number };

/**
 * Whether processes answer at all, asked of their /healthz when somebody wants to know, and not again within two
 * seconds. Requests of people go by what the balancer has seen, never by this.
 */
export function createHealthLooks(now: () => number) {
  const looks = new Map<string, Look>();
  let under = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (under >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    under++;
    try {
      return await work();
    } finally {
      under--;
      waiting.shift()?.();
    }
  }

  return (instance: Instance): Promise<boolean> => {
    const known = looks.get(instance.id);
    if (known && now() - known.atMs < freshMs) return known.answers;
    if (looks.size >= mostKept) looks.clear();
    const answers = inTurn(() => isAlive(instance));
    looks.set(instance.id, { answers, atMs: now() });
    return answers;
  };
}

/** Any answer is a sign of life, also from one that has no such path. */
function isAlive({ host, port }: Instance): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host, port, path: "/healthz", agent: false });
    const late = setTimeout(() => asked.destroy(), withinMs);
    const settle = (answer: boolean) => {
      clearTimeout(late);
      asked.destroy();
      resolve(answer);
    };
    asked.once("response", () => settle(true)).once("error", () => settle(false));
    asked.once("close", () => settle(false));
    asked.end();
  });
}
