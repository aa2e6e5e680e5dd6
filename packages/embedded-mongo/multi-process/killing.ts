import { type Document, MongoClient } from "mongodb";
import { type Chance, chanceOf } from "../fuzz/chance.ts";
import { startEmbeddedMongo } from "../src/embedded-mongo.ts";
import { startWriter, type Writer } from "./processes.ts";
import { integrityOf } from "./race.ts";

interface KillingOutcome {
  kills: number;
  acked: number;
  lost: string[];
  torn: string[];
  damaged: string[];
}

/** Kills a writer in the middle of its work again and again, and looks at the file each time. */
export async function killAgainAndAgain(
  file: string,
  { kills, seed, onKill }: { kills: number; seed: number; onKill?: (line: string) => void },
): Promise<KillingOutcome> {
  const chance = chanceOf(seed);
  const outcome: KillingOutcome = { kills: 0, acked: 0, lost: [], torn: [], damaged: [] };
  // Two writers, of which one at a time is killed: the other must go on, whatever lock was held.
  const running: Writer[] = [];
  const start = (name: string) => {
    const writer = startWriter({ file, name, task: "write" });
    running.push(writer);
    return writer;
  };
  const names = Array.from({ length: kills + 1 }, (_, at) => `w${at}`);
  try {
    let survivor = start(names[0]!);
    await survivor.said("acked");
    for (const name of names.slice(1)) {
      const next = start(name);
      await next.said("acked");
      await pause(chance);
      const victim = survivor;
      victim.child.kill("SIGKILL");
      await victim.ended;
      const after = next.lines.length;
      await next.said(`acked ${after + 5}`);
      survivor = next;
      outcome.kills++;
      const victimName = names[outcome.kills - 1]!;
      await judge(file, victimName, acknowledged(victim.lines), outcome);
      onKill?.(
        `kill ${outcome.kills}: ${victimName} had ${victim.lines.length} acknowledged, lost ${outcome.lost.length}`,
      );
    }
    survivor.child.kill("SIGKILL");
    await survivor.ended;
    await judge(file, names.at(-1)!, acknowledged(survivor.lines), outcome);
  } finally {
    for (const { child } of running) child.kill("SIGKILL");
  }
  return outcome;
}

function acknowledged(lines: string[]): number[] {
  return lines.filter((line) => line.startsWith("acked ")).map((line) => Number(line.slice(6)));
}

/** Not asleep: the moment of the kill is what is random here, between 20 and 250 ms into the work. */
function pause(chance: Chance): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20 + chance.below(230)));
}

async function judge(file: string, name: string, acked: number[], outcome: KillingOutcome): Promise<void> {
  const integrity = integrityOf(file);
  if (integrity !== "ok") outcome.damaged.push(`${name}: ${integrity}`);
  const engine = await startEmbeddedMongo({ file });
  const client = await MongoClient.connect(engine.uri);
  try {
    const rows = await client
      .db("app")
      .collection<Document>("acked")
      .find({ _id: { $gte: `${name}-` as never, $lt: `${name}.` as never } })
      .toArray();
    const there = new Set(rows.map((row) => `${row._id}`));
    const marked = new Set(rows.filter((row) => row.n === -1).map((row) => `${row._id}`));
    for (const at of acked) outcome.lost.push(...missingOf(`${name}-${at}`, at, there, marked));
    // The write that was under way may be there or not, but never by halves.
    const last = (acked.at(-1) ?? -1) + 1;
    const halves = [`${name}-${last}-0`, `${name}-${last}-1`].filter((id) => there.has(id)).length;
    if (last % 3 === 2 && halves === 1) outcome.torn.push(`${name}-${last}`);
    outcome.acked += acked.length;
  } finally {
    await client.close();
    await engine.close();
  }
}

function missingOf(id: string, at: number, there: Set<string>, marked: Set<string>): string[] {
  if (at % 3 === 0) return there.has(id) ? [] : [id];
  const lost = [`${id}-0`, `${id}-1`].filter((half) => !there.has(half));
  const before = id.replace(/\d+$/, `${at - 2}`);
  if (at % 3 === 2 && !marked.has(before)) lost.push(`the update of ${before}`);
  return lost;
}
