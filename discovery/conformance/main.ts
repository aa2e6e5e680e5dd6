import { allChecks } from "./all-checks.ts";
import { type Arguments, readArguments, USAGE } from "./arguments.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import { inReach, isProof, proveAll } from "./mutants/prove.ts";
import { startOwn } from "./own-server.ts";
import { lineOf, summaryOf } from "./report.ts";
import { runChecks, type Settings } from "./run-checks.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function conform(asked: Arguments): Promise<boolean> {
  const compat: Settings = asked.compat ? { EUREKA_COMPAT: "1" } : {};
  const start = (settings: Settings = {}) => startOwn({ ...compat, ...settings });
  const own = asked.url ? undefined : await start();
  const url = asked.url ?? own?.url;
  if (!url) return false;
  const checks = allChecks.filter(
    ({ number, slow }) => (asked.only?.(number) ?? true) && (asked.slow || !slow),
  );
  say(`checking ${url.origin}${asked.base}${asked.compat ? ", compat" : ""}`);
  try {
    const verdicts = await runChecks(checks, {
      ...{ url, base: asked.base, settleMs: asked.settleMs, compat: asked.compat },
      isOurs: own !== undefined || asked.mine,
      ...(own ? { start } : {}),
      onVerdict: (verdict) => say(lineOf(verdict)),
    });
    say("");
    say(summaryOf(verdicts));
    const notAsked = allChecks.length - checks.length;
    if (notAsked > 0) say(`${notAsked} not asked (slow ones need --slow)`);
    return !verdicts.some(({ outcome }) => outcome === "failed");
  } finally {
    await own?.stop();
  }
}

async function showMutants(asked: Arguments): Promise<boolean> {
  const checks = inReach(asked.slow, asked.only);
  const proofs = await proveAll(checks, ({ check, mutant, verdict }) => {
    const fault = mutant ? `a server that ${mutant.fault}` : "NO MUTANT";
    const word = isProof(verdict) ? "seen    " : "NOT SEEN";
    say(`${String(check.number).padStart(3)}  ${word} ${fault}: ${verdict.why || verdict.outcome}`);
  });
  const unseen = proofs.filter(({ verdict }) => !isProof(verdict));
  say(`\n${proofs.length} mutants: ${proofs.length - unseen.length} seen, ${unseen.length} not seen`);
  return unseen.length === 0;
}

async function showFuzz(minutes: number, seed: number): Promise<boolean> {
  const server = await startOwn();
  say(`generated requests for ${minutes} minutes; --seed ${seed}`);
  try {
    const report = await fuzz({
      ...{ url: server.url, seed, runs: Number.MAX_SAFE_INTEGER, limitMs: minutes * 60_000 },
    });
    const statuses = [...report.byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, count]) => `${status}: ${count}`);
    say(
      `${report.requests} requests (${statuses.join(", ")}), ${report.honestRounds} honest rounds beside them`,
    );
    say(report.fault ?? "nothing found");
    return report.fault === undefined;
  } finally {
    await server.stop();
  }
}

function run(asked: Arguments): Promise<boolean> {
  if (asked.mutants) return showMutants(asked);
  if (asked.fuzzMinutes === undefined) return conform(asked);
  return showFuzz(asked.fuzzMinutes, asked.seed ?? Math.trunc(Math.random() * 2 ** 31));
}

async function main(args: readonly string[]): Promise<void> {
  let asked: Arguments;
  try {
    asked = readArguments(args);
  } catch (fault) {
    say(`${fault instanceof Error ? fault.message : fault}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (!(await run(asked))) process.exitCode = 1;
}

await main(process.argv.slice(2));
