// Measures the embedded engine on this machine (or, with --uri, any server for comparison): each line --rounds
// times for --seconds. Shown is the round in which other processes took the least of the machine; with
// --wait-s a line is begun only when the machine is idle, or has not been for that long. --beside FOLDER measures
// the engine in that folder too, line by line in turns with ours, and says the ratio.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { ratios, withBeside } from "./beside.ts";
import { type Measured, measure, quiet, quietest, table, together } from "./measure.ts";
import { fill, loads, transactions } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    uri: { type: "string" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    "wait-s": { type: "string", default: "0" },
    "only-transactions": { type: "boolean" },
    beside: { type: "string" },
  },
});
const forMs = Number(values.seconds) * 1000;
const waitMs = Number(values["wait-s"]) * 1000;
const AT_ONCE = 8;

/** One engine under measurement; `file` when a second process can open its data too. */
interface Side {
  client: MongoClient;
  file?: string | undefined;
  beside?: string | undefined;
  rows: Measured[];
}

function linesOf(side: Side, round: number): (() => Promise<Measured>)[] {
  const { client, file } = side;
  const alone = values["only-transactions"] ? [] : loads(client, forMs, `alone${round}`);
  const one = transactions(client, forMs, `one${round}`, 1);
  const eight = {
    ...transactions(client, forMs, `eight${round}`, AT_ONCE),
    what: "8 transactions of three writes at once, one process",
  };
  const lines = [...alone, one, eight].map((load) => () => measure(load));
  return file === undefined ? lines : [...lines, () => inTwoProcesses(side, file, round)];
}

async function bench(sides: Side[]): Promise<void> {
  for (const { client } of sides) await fill(client);
  for (let round = 0; round < Number(values.rounds); round++) {
    const lines = sides.map((side) => linesOf(side, round));
    for (const at of lines[0]!.keys())
      for (const [which, side] of sides.entries()) {
        await quiet(waitMs);
        side.rows.push(await lines[which]![at]!());
      }
  }
  const shown = sides.map(({ rows }) => quietest(rows));
  for (const [which, rows] of shown.entries()) {
    if (sides[which]!.beside !== undefined) console.log(`\nbeside, ${sides[which]!.beside}:`);
    console.log(table(rows));
  }
  if (shown[1]) console.log(`\n${ratios(shown[0]!, shown[1])}`);
}

async function inTwoProcesses({ client, beside }: Side, file: string, round: number): Promise<Measured> {
  const half = AT_ONCE / 2;
  const args = [
    "--file",
    file,
    "--for-ms",
    `${forMs}`,
    "--concurrency",
    `${half}`,
    "--run",
    `second${round}`,
    ...(beside === undefined ? [] : ["--beside", beside]),
  ];
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "second-process.ts"), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  child.stdin.write("go\n");
  const [mine, theirs] = await Promise.all([
    measure(transactions(client, forMs, `first${round}`, half)),
    lines.next(),
  ]);
  await once(child, "exit");
  return together("8 transactions of three writes at once, two processes", [
    mine,
    JSON.parse(theirs.value ?? "null") as Measured,
  ]);
}

async function benchAt(targets: Omit<Side, "client" | "rows">[], uris: string[]): Promise<void> {
  const clients = await Promise.all(uris.map((uri) => MongoClient.connect(uri)));
  try {
    await bench(targets.map((target, at) => ({ ...target, client: clients[at]!, rows: [] })));
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

const { uri: given, beside } = values;
if (given) await benchAt([{}], [given]);
else
  await withEmbeddedEngine(
    (uri, file) =>
      beside === undefined
        ? benchAt([{ file }], [uri])
        : withBeside(beside, (other, data) => benchAt([{ file }, { file: data, beside }], [uri, other])),
    { synchronous: "FULL" },
  );
