import { AssertionError } from "node:assert/strict";
import { askerOf } from "./ask.ts";
import { ByIntent, type Check, Skipped } from "./check.ts";
import { type StartedServer, Trial, type TrialParts } from "./trial.ts";

export type Outcome = "ok" | "failed" | "skipped" | "intent";
export type Verdict = {
  readonly check: Check;
  readonly outcome: Outcome;
  readonly why: string;
  readonly tookMs: number;
  /** It failed for want of an answer, which says nothing about what would have been answered. */
  readonly isCutOff?: boolean;
};

export type Settings = Readonly<Record<string, string>>;

export type RunOptions = {
  /** The server under test, with a name and password when it wants them. */
  readonly url: URL;
  readonly base: string;
  readonly settleMs: number;
  readonly compat: boolean;
  readonly isOurs: boolean;
  /** 1 when not given. */
  readonly slack?: number;
  readonly start?: (settings: Settings) => Promise<StartedServer>;
  readonly onVerdict?: (verdict: Verdict) => void;
};

const AT_ONCE = 8;
const firstLines = (text: string): string => text.split("\n").slice(0, 2).join(" ").slice(0, 240);

/** Of an assertion without words of its own, what was there and what should be. */
function wordsOf(fault: unknown): string {
  if (fault instanceof AssertionError && fault.generatedMessage && fault.operator !== "==") {
    return `${JSON.stringify(fault.actual)} instead of ${JSON.stringify(fault.expected)}`.slice(0, 240);
  }
  return firstLines(fault instanceof Error ? fault.message : String(fault));
}

const CUT_OFF = ["ECONNRESET", "ECONNREFUSED", "ECONNABORTED", "EPIPE", "ETIMEDOUT", "ABORT_ERR"];
const isCutOff = (fault: unknown): boolean =>
  fault instanceof Error && "code" in fault && CUT_OFF.includes(String(fault.code));

function outcomeOf(fault: unknown): Pick<Verdict, "outcome" | "why" | "isCutOff"> {
  const why = wordsOf(fault);
  if (fault instanceof Skipped) return { outcome: "skipped", why };
  if (fault instanceof ByIntent) return { outcome: "intent", why };
  return { outcome: "failed", why: why || "it failed", isCutOff: isCutOff(fault) };
}

/** Runs one check with all the servers that it asks for, and leaves neither those nor its instances behind. */
export async function runCheck(check: Check, options: RunOptions): Promise<Verdict> {
  const closers: (() => Promise<void> | void)[] = [];
  const trials: Trial[] = [];
  const begin = (url: URL, parts: Omit<TrialParts, "ask" | "url">): Trial => {
    const asker = askerOf(url);
    closers.push(() => asker.close());
    const trial = new Trial({ ...parts, url, ask: asker.ask });
    trials.push(trial);
    return trial;
  };
  const { base, settleMs, compat, isOurs, slack = 1, start } = options;
  const parts = { base, settleMs, compat, isOurs, slack };
  const startAnother =
    start &&
    (async (settings: Settings): Promise<Trial> => {
      const server = await start(settings);
      closers.push(() => server.stop());
      return begin(server.url, { ...parts, base: "/eureka", start: startAnother });
    });
  const from = performance.now();
  let verdict: Pick<Verdict, "outcome" | "why" | "isCutOff"> = { outcome: "ok", why: "" };
  try {
    await check.run(begin(options.url, { ...parts, start: startAnother }));
  } catch (fault) {
    verdict = outcomeOf(fault);
  }
  const tookMs = Math.round(performance.now() - from);
  for (const trial of trials) await trial.cleanUp();
  for (const close of closers.reverse()) await close();
  return { check, ...verdict, tookMs };
}

async function runGroup(checks: readonly Check[], atOnce: number, options: RunOptions): Promise<Verdict[]> {
  const left = [...checks];
  const verdicts: Verdict[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const verdict = await runCheck(next, options);
      options.onVerdict?.(verdict);
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return verdicts;
}

/** Side by side where they do not see each other, one by one where they look at everything. */
export async function runChecks(checks: readonly Check[], options: RunOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const isSlow of [false, true]) {
    const some = checks.filter(({ slow = false }) => slow === isSlow);
    const apart = some.filter(({ alone }) => !alone);
    verdicts.push(...(await runGroup(apart, AT_ONCE, options)));
    verdicts.push(
      ...(await runGroup(
        some.filter(({ alone }) => alone),
        1,
        options,
      )),
    );
  }
  return verdicts.sort((a, b) => a.check.number - b.check.number);
}
