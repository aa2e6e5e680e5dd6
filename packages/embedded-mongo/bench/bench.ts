// Measures the embedded engine on this machine (or, with --uri, any server for comparison): each line --rounds
// times for --seconds. Shown is the round in which other processes took the least of the machine; with
// --wait-s a line is begun only when the machine is idle, or has not been for that long.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { type Measured, measure, quiet, quietest, table, together } from "./measure.ts";
import { fill, loads, transactions } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    uri: { type: "string" },
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "3" },
    "wait-s": { type: "string", default: "0" },
    "only-transactions": { type: "boolean" },
  },
});
const forMs = Number(values.seconds) * 1000;
const waitMs = Number(values["wait-s"]) * 1000;
const AT_ONCE = 8;

async function bench(uri: string, file?: string): Promise<void> {
  const client = await MongoClient.connect(uri);
  const rows: Measured[] = [];
  try {
    await fill(client);
    for (let round = 0; round < Number(values.rounds); round++) {
      const alone = values["only-transactions"] ? [] : loads(client, forMs, `alone${round}`);
      const one = transactions(client, forMs, `one${round}`, 1);
      const eight = {
        ...transactions(client, forMs, `eight${round}`, AT_ONCE),
        what: "8 transactions of three writes at once, one process",
      };
      for (const load of [...alone, one, eight]) {
        await quiet(waitMs);
        rows.push(await measure(load));
      }
      await quiet(waitMs);
      if (file) rows.push(await inTwoProcesses(client, file, round));
    }
  } finally {
    await client.close();
  }
  console.log(table(quietest(rows)));
}

async function inTwoProcesses(client: MongoClient, file: string, round: number): Promise<Measured> {
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

await (values.uri
  ? bench(values.uri)
  : withEmbeddedEngine((uri, file) => bench(uri, file), { synchronous: "FULL" }));
