import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { judge } from "./cafe/judge.ts";
import { live } from "./cafe/live.ts";
import { showSequence } from "./cafe/show.ts";
import { anySequence } from "./cafe/steps.ts";
import { openMemoryGround } from "./grounds/memory.ts";
import { openStoredGround } from "./grounds/stored.ts";
import { openWorld } from "./services/open-world.ts";

const n = Number(process.argv[2] ?? 20),
  seed = Number(process.argv[3] ?? 1);
const mem = process.argv[6] === "mem";
const world = mem
  ? openWorld(openMemoryGround())
  : openWorld(await openStoredGround(mkdtempSync(`${tmpdir()}/props-`)));
const cpu = () => {
  const u = process.cpuUsage();
  return (u.user + u.system) / 1000;
};
const c = cpu(),
  t = performance.now();
const ends = new Map();
let runs = 0;
const result = await fc.check(
  fc.asyncProperty(anySequence({ steps: Number(process.argv[4] ?? 24), crashes: 6 }), async (s) => {
    const w = mem ? openWorld(openMemoryGround()) : world;
    const day = await live(w, s);
    const books = await w.books(day);
    for (const o of books.orders) ends.set(o.state, (ends.get(o.state) ?? 0) + 1);
    runs++;
    judge(day, books);
    await w.closeDay();
  }),
  { numRuns: n, seed, endOnFailure: process.argv[5] === "stop" },
);
console.log(
  "runs",
  runs,
  "cpu/run",
  ((cpu() - c) / runs).toFixed(1),
  "wall/run",
  ((performance.now() - t) / runs).toFixed(1),
);
console.log(ends, world.deaths);
if (result.failed)
  console.log(
    result.seed,
    result.counterexamplePath,
    (result.errorInstance as Error)?.stack,
    "\n",
    showSequence(result.counterexample![0]),
  );
await world.close();
