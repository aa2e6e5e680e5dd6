import type { Registry } from "../registry/port.ts";

export type MemberProbe = {
  /** Whether member cannot be asked, as our own probe has found; never because one request failed. */
  isDown(): boolean;
  start(): void;
  stop(): Promise<void>;
};

const everyMs = 1_000;
const answerWithinMs = 800;
/** So many rounds without any instance answering make it an outage. */
const roundsToBeDown = 2;

/** Asks each registered instance of member whether it is alive; one answer is enough. */
export function createMemberProbe(options: {
  registry: Pick<Registry, "instances">;
  fetch?: typeof fetch;
  everyMs?: number;
}): MemberProbe {
  const get = options.fetch ?? fetch;
  let silentRounds = 0;
  let hasAsked = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();
  let isStopped = false;

  async function isAlive(url: string): Promise<boolean> {
    try {
      const answer = await get(url, { signal: AbortSignal.timeout(answerWithinMs) });
      await answer.body?.cancel();
      return answer.ok;
    } catch {
      return false;
    }
  }

  async function ask(): Promise<void> {
    const instances = options.registry.instances("member");
    const answers = await Promise.all(
      instances.map(({ host, port }) => isAlive(`http://${host}:${port}/healthz`)),
    );
    silentRounds = answers.includes(true) ? 0 : silentRounds + 1;
    hasAsked = true;
    if (!isStopped) timer = setTimeout(begin, options.everyMs ?? everyMs);
  }

  function begin(): void {
    round = ask();
  }

  return {
    isDown: () => hasAsked && silentRounds >= roundsToBeDown,
    start: begin,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
