// Measures the embedded engine on this machine (or, with --uri, any server for comparison): --seconds per line.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { type Measured, measure, table, together } from "./measure.ts";
import { fill, loads, transactions } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    uri: { type: "string" },
    seconds: { type: "string", default: "3" },
    "only-transactions": { type: "boolean" },
  },
});
const forMs = Number(values.seconds) * 1000;
const AT_ONCE = 8;

async function bench(uri: string, file?: string): Promise<void> {
  const client = await MongoClient.connect(uri);
  const rows: Measured[] = [];
  try {
    await fill(client);
    const alone = values["only-transactions"] ? [] : loads(client, forMs, "alone");
    for (const load of alone) rows.push(await measure(load));
    rows.push(await measure(transactions(client, forMs, "one", 1)));
    rows.push(
      await measure({
        ...transactions(client, forMs, "eight", AT_ONCE),
        what: "8 transactions of three writes at once, one process",
      }),
    );
    if (file) rows.push(await inTwoProcesses(client, file));
  } finally {
    await client.close();
  }
  console.log(table(rows));
}

async function inTwoProcesses(client: MongoClient, file: string): Promise<Measured> {
  const half = AT_ONCE / 2;
  const args = ["--file", file, "--for-ms", `${forMs}`, "--concurrency", `${half}`];
  const child = spawn(process.execPath, [path.join(import.meta.dirname, "second-process.ts"), ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  child.stdin.write("go\n");
  const [mine, theirs] = await Promise.all([
    measure(transactions(client, forMs, "first", half)),
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
