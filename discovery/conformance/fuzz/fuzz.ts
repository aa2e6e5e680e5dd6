import fc from "fast-check";
import { askerOf } from "../ask.ts";
import { Trial } from "../trial.ts";
import { parseXml } from "../wire-reader.ts";
import { type GeneratedRequest, generatedRequest } from "./generated-request.ts";
import { HonestClient } from "./honest-client.ts";

export type FuzzOptions = {
  readonly url: URL;
  readonly seed: number;
  /** Whichever comes first. */
  readonly runs: number;
  readonly limitMs: number;
};

export type FuzzReport = {
  readonly requests: number;
  readonly honestRounds: number;
  readonly byStatus: ReadonlyMap<number, number>;
  /** Undefined when nothing was found. */
  readonly fault: string | undefined;
};

/** 503 is the limiter's and a full registry's; the protocol names 500 too, but a server need not give it. */
const ALLOWED_ABOVE_499 = [503];

const words = ({ method, path, headers, body }: GeneratedRequest): string =>
  JSON.stringify({ method, path, headers, body: body.toString().slice(0, 2_000) });

/** Generated requests at every operation, beside a client that does everything right and must not notice. */
export async function fuzz({ url, seed, runs, limitMs }: FuzzOptions): Promise<FuzzReport> {
  const asker = askerOf(url);
  const parts = {
    ask: asker.ask,
    url,
    base: "/eureka",
    settleMs: 0,
    compat: false,
    slack: 1,
    isOurs: true,
    start: undefined,
  };
  const honestTrial = new Trial(parts);
  const honest = new HonestClient(honestTrial);
  const byStatus = new Map<number, number>();
  let requests = 0;
  const property = fc.asyncProperty(generatedRequest, async (request) => {
    const { status } = await asker.ask(request.method, request.path, request);
    requests++;
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    if (status > 499 && !ALLOWED_ABOVE_499.includes(status))
      throw new Error(`${status} for ${words(request)}`);
    // What was taken must be readable by all the others.
    if (request.method === "POST" && status === 204) parseXml(await new Trial(parts).xml("/apps"));
  });
  let fault: string | undefined;
  try {
    const found = await fc.check(property, {
      ...{ seed, numRuns: runs, interruptAfterTimeLimit: limitMs, markInterruptAsFailure: false },
    });
    if (found.failed) {
      const { errorInstance, counterexample, counterexamplePath } = found;
      const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
      const [request] = counterexample ?? [];
      fault = `seed ${seed}, path ${counterexamplePath}: ${why}\n${request ? words(request) : ""}`;
    }
    await honest.stop();
  } catch (disturbed) {
    fault ??= `the honest client was disturbed: ${disturbed instanceof Error ? disturbed.message : disturbed}`;
  }
  await honestTrial.cleanUp();
  asker.close();
  return { requests, honestRounds: honest.rounds, byStatus, fault };
}
