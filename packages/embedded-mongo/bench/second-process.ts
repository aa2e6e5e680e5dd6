// The other process of the two-process bench: says that it is ready, waits for a line, measures, says what.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";
import { startEngine } from "./beside.ts";
import { measure } from "./measure.ts";
import { transactions } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    "for-ms": { type: "string" },
    concurrency: { type: "string" },
    run: { type: "string" },
    beside: { type: "string" },
  },
});
const engine = await startEngine(values.file!, values.beside);
const client = await MongoClient.connect(engine.uri);
console.log("ready");
await once(process.stdin, "data");
console.log(
  JSON.stringify(
    await measure(transactions(client, Number(values["for-ms"]), values.run!, Number(values.concurrency))),
  ),
);
await client.close();
await engine.close();
process.stdin.destroy();
