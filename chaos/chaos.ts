import { gatewaysOf } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { startTestStack, type TestStack } from "../e2e/harness/stack.ts";
import { type ProcessName, processNames } from "../scripts/stack/topology.ts";
import { workAt } from "./cast/barista.ts";
import { type Guest, letGuestsCome } from "./cast/guest.ts";
import { giveBackNowAndThen } from "./cast/manager.ts";
import { arriveAsMember, liveAsMember, type Member } from "./cast/member.ts";
import { isFinal } from "./cast/ordering.ts";
import { nap, type Scene } from "./cast/scene.ts";
import { History } from "./history.ts";
import { brokenOff, judgeReturn } from "./judge-work.ts";
import type { RunTimes } from "./measures.ts";
import { type News, OpsWatch } from "./ops-watch.ts";
import { acknowledgedOrders } from "./placings.ts";
import { isWholeService, labelOf, planOf, replicasOfEach, type Strike } from "./plan.ts";
import { type Judged, untilSettled } from "./settle.ts";
import { type Struck, strikeAll } from "./strikes.ts";

export type ChaosOptions = {
  seed: number;
  loadMs: number;
  quietMs: number;
  everyMs: number;
  customers: number;
  only: readonly ProcessName[];
  /** From the load's end: within this all of it has to be over. Whoever is starved needs long, also to start. */
  settleMs: number;
  write: (line: string) => void;
  signal: AbortSignal;
  say: (line: string) => void;
};

export type Run = {
  seed: number;
  plan: Strike[];
  /** Of the clock. */
  times: RunTimes;
  gateways: readonly string[];
  history: History;
  struck: Struck[];
  news: News[];
} & Judged;

/** Services have less time to agree than in a cafe that stands, so that a run does not take a minute longer. */
const auditor = { AUDIT_EVERY_MS: "1500", AUDIT_QUIET_MS: "8000" };
/** Short, and there: some are called off while the store does not see them yet. More guests come than to one cafe. */
const order = { OOPS_WINDOW_MS: "1500", GUESTS_PER_STORE: "500", GUESTS_PER_ADDRESS: "500" };

/** Also who was late is asked once. */
const leastMs = 5_000;

/**
 * A stack with two of everything, a cafe that goes on whatever happens, and processes that die. Whatever goes wrong is
 * told as a verdict, with what there is until then; only who is asked to stop has nothing to tell.
 */
export async function runChaos(options: ChaosOptions): Promise<Run> {
  const { seed, write, signal } = options;
  const now = Date.now();
  const run: Run = {
    ...{
      seed,
      plan: planOf(options),
      gateways: [],
      history: new History(write, Date.now),
      struck: [],
      news: [],
    },
    times: { beganAtMs: now, quietUntilMs: now, loadUntilMs: now, settledAtMs: now },
    ...{ verdicts: [], acknowledged: 0, lost: Number.NaN, doubled: Number.NaN },
  };
  try {
    await strikeAndJudge(run, options);
  } catch (fault) {
    if (signal.aborted) throw fault;
    run.verdicts = [brokenOff(fault), ...run.verdicts];
    run.acknowledged = acknowledgedOrders(run.history.exchanges).size;
  }
  run.times.settledAtMs = Date.now();
  return run;
}

async function strikeAndJudge(run: Run, options: ChaosOptions): Promise<void> {
  const { seed, loadMs, quietMs, customers, settleMs, signal, say } = options;
  const { plan, history } = run;
  // Nothing may take longer than this to begin, and then nothing longer than this to end.
  const startLeftMs = leftUntil(Date.now() + settleMs);
  await using stack = await startTestStack({
    replicas: Object.fromEntries(processNames.map((name) => [name, replicasOfEach])),
    ...{ restartCrashed: true, startTimeoutMs: settleMs, env: { auditor, order }, signal },
  });
  const ordering = new AbortController();
  const leaving = new AbortController();
  const working = new AbortController();
  const scene: Scene = {
    ...{ seed, gateways: gatewaysOf(stack), history, inDoubt: [] },
    ordering: AbortSignal.any([ordering.signal, signal]),
    working: AbortSignal.any([working.signal, signal]),
    leaving: leaving.signal,
  };
  run.gateways = scene.gateways;
  const leave = () => leaving.abort();
  let late = setTimeout(leave, startLeftMs());
  const watch = await OpsWatch.of(scene.gateways, (news) => history.notes("news", news));
  const members: Member[] = [];
  const guests: Guest[] = [];
  const walks: Promise<unknown>[] = [];
  const shifts: Promise<unknown>[] = [];
  try {
    for (let n = 0; n < customers; n += 1) members.push(await arriveAsMember(scene, n));
    clearTimeout(late);
    const beganAtMs = Date.now();
    const times = { beganAtMs, quietUntilMs: beganAtMs + quietMs, loadUntilMs: beganAtMs + loadMs };
    Object.assign(run.times, times);
    run.news = watch.news;
    history.notes("began", { seed, plan });
    shifts.push(workAt(scene, "hana@siren.example"), workAt(scene, "jun@siren.example"));
    walks.push(...members.map((member) => liveAsMember(scene, member)));
    walks.push(letGuestsCome(scene, guests), giveBackNowAndThen(scene, "hana@siren.example"));
    const strikes = strikeAll({
      ...{ stack, plan, beganAtMs, signal },
      onStruck(struck) {
        run.struck.push(struck);
        history.notes("struck", struck);
        say(lineOf(struck, plan[struck.strike]));
      },
      onBack: (struck) => history.notes("back", struck),
      onAway: (struck) => history.notes("away", struck),
    });
    await nap(Math.max(0, beganAtMs + loadMs - Date.now()), signal);
    signal.throwIfAborted();
    times.loadUntilMs = Date.now();
    Object.assign(run.times, times);
    ordering.abort();
    const leftMs = leftUntil(times.loadUntilMs + settleMs);
    // Who still waits then goes home, and asks again when everything is back.
    late = setTimeout(leave, settleMs / 2);
    const struck = await strikes;
    await Promise.all(walks);
    clearTimeout(late);
    say("  the load is over");
    for (const { customer } of [...members, ...guests]) customer.leaves = undefined;
    for (const { person } of scene.inDoubt) person.leaves = undefined;
    const cameBack = judgeReturn(await whoIsAway(stack, leftMs()), await askAgain(scene, leftMs()));
    run.verdicts = [cameBack];
    const parts = { scene, members, guests, struck, times, settleMs: leftMs(), signal };
    const settled = await untilSettled(stack, parts);
    Object.assign(run, { ...settled, verdicts: [cameBack, ...settled.verdicts] });
  } finally {
    clearTimeout(late);
    ordering.abort();
    working.abort();
    leave();
    watch.close();
    await Promise.allSettled([...walks, ...shifts]);
    // Not before: a guest may just have come in.
    for (const { page } of [...members, ...guests]) page.close();
  }
}

const leftUntil = (endsAtMs: number) => () => Math.max(leastMs, endsAtMs - Date.now());

function lineOf({ target, how, pausedMs, isSpared }: Struck, strike: Strike | undefined): string {
  const what = how === "SIGSTOP" ? `pauses for ${pausedMs} ms` : `gets ${how}`;
  const both = strike && isWholeService(strike) ? " (the whole service)" : "";
  const at = ((strike?.atMs ?? 0) / 1_000).toFixed(1).padStart(6);
  return `${at} s  ${labelOf(target)} ${isSpared ? "is not back yet, and spared" : `${what}${both}`}`;
}

/** Who does not listen, or cannot be found by others, when the time is over. */
async function whoIsAway(stack: TestStack, withinMs: number): Promise<string[]> {
  const away = new Set(stack.processes());
  for (const process of away) {
    const isUp = () =>
      eventually(`${process.label} listens`, () => process.state === "listening", withinMs).then(() =>
        stack.whenUp(process),
      );
    void isUp().then(
      () => away.delete(process),
      () => undefined,
    );
  }
  await eventually("everything is up", () => away.size === 0, withinMs).catch(() => undefined);
  return [...away].map(({ label, state }) => `${label} is ${state}, and not in rotation`);
}

/** Who was never answered asks once more, with the same key: then everybody knows. */
async function askAgain({ inDoubt }: Scene, withinMs: number): Promise<string[]> {
  const unanswered = await Promise.all(
    inDoubt.map(({ person, path, body, key }) =>
      person.sendUntilAnswered("POST", path, { key, ...(body && { body }) }, withinMs).then(
        () => [],
        (error: unknown) => (isFinal(error) ? [] : [`nobody answers ${path} for key ${key}: ${error}`]),
      ),
    ),
  );
  return unanswered.flat();
}
