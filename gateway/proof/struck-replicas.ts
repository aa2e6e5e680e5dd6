import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Child } from "../src/testing/child-process.ts";
import { openRealEdge, type RealEdge } from "../src/testing/real-edge.ts";
import { notesFolder, readNotes } from "./notes.ts";
import { isGood, loadTable, quantile, type Sent, steadyLoad } from "./steady-load.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { judgeWrites } from "./writes.ts";

const smallService = join(import.meta.dirname, "small-service.ts");

const quietS = 5;
/** One replica: killed, back, stopped, continued, drained, back. */
const turnS = 18;
const frozenMs = 3_000;
/** Of those that failed, one by one with their moment. */
const mostShown = 20;

export async function startReplica(edge: RealEdge, notes: string, replica: number): Promise<Child> {
  return edge.start("order", smallService, { NOTES: notes, REPLICA: String(replica) });
}

/** Each replica in its turn, while the load goes on. */
async function strikeInTurn(
  edge: RealEdge,
  notes: string,
  replicas: Child[],
  struck: number,
  say: (line: string) => void,
): Promise<void> {
  const beganMs = performance.now();
  const at = (seconds: number) => pause(Math.max(0, beganMs + seconds * 1_000 - performance.now()));
  const tell = (what: string) => say(`  ${((performance.now() - beganMs) / 1_000).toFixed(1)} s: ${what}`);
  for (let n = 0; n < struck; n++) {
    const from = quietS + n * turnS;
    await at(from);
    tell(`replica ${n} gets SIGKILL`);
    await replicas[n]?.kill("SIGKILL");
    await at(from + 2);
    replicas[n] = await startReplica(edge, notes, n);
    tell(`replica ${n} is back`);
    await at(from + 7);
    tell(`replica ${n} gets SIGSTOP`);
    replicas[n]?.signal("SIGSTOP");
    await pause(frozenMs);
    replicas[n]?.signal("SIGCONT");
    tell(`replica ${n} goes on`);
    await at(from + 13);
    tell(`replica ${n} is drained (SIGTERM)`);
    await replicas[n]?.kill("SIGTERM");
    await at(from + 15);
    replicas[n] = await startReplica(edge, notes, n);
    tell(`replica ${n} is back`);
  }
}

/**
 * 200 requests a second over three replicas, while each in turn is killed, stopped, drained and added back: no failed
 * read, no failed write that carries a key, no key executed twice, p99 not 500 ms longer than with nothing happening.
 */
export async function proveStruckReplicas(
  { struck, perSecond }: { struck: number; perSecond: number },
  say: (line: string) => void,
): Promise<Verdict[]> {
  await using edge = await openRealEdge();
  const notes = await notesFolder(edge.folder);
  const replicas = await Promise.all([0, 1, 2].map((n) => startReplica(edge, notes, n)));
  const gateway = await edge.startGateway();
  await edge.listed("ORDER", 3);
  const url = `${gateway.url}/api/v1/order`;
  // Code that has run before, on both sides: what is measured first is not the compiler.
  await steadyLoad({ url, perSecond, seconds: 5 });
  const seconds = quietS + struck * turnS;
  const striking = strikeInTurn(edge, notes, replicas, struck, say);
  const sent = await steadyLoad({ url, perSecond, seconds });
  await striking;
  say(`\n${seconds} s at ${perSecond} requests a second\n\n${loadTable(sent)}\n`);
  for (const one of sent.filter((each) => !isGood(each)).slice(0, mostShown))
    say(
      `  ${(one.atMs / 1_000).toFixed(2)} s: ${one.kind} failed after ${one.tookMs.toFixed(0)} ms: ${one.status} ${one.fault}`,
    );
  const firm = sent.filter(({ kind }) => kind !== "unkeyed");
  const p99 = (those: readonly Sent[]) =>
    quantile(
      those.map((one) => one.tookMs),
      0.99,
    );
  const quiet = p99(firm.filter(({ atMs }) => atMs < quietS * 1_000));
  const added = p99(firm) - quiet;
  return [
    ...judgeWrites(sent, await readNotes(notes)),
    verdict(
      "p99 of reads and keyed writes is less than 500 ms longer than before",
      added < 500,
      `${added.toFixed(0)} ms (${quiet.toFixed(0)} ms before, ${p99(firm).toFixed(0)} ms over all)`,
    ),
  ];
}
