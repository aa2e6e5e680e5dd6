import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";
const pss=()=>Number(/^Pss:\s+(\d+)/m.exec(readFileSync("/proc/self/smaps_rollup","utf8"))[1])/1000;
const root = process.argv[2];
const req = createRequire(root + "/package.json");
for (const m of process.argv.slice(3)) {
  globalThis.gc(); const a = process.memoryUsage(), p=pss();
  await import(m.startsWith("node:")?m: m.startsWith("./")?pathToFileURL(root+"/"+m).href:(m));
  globalThis.gc(); const b = process.memoryUsage();
  console.log(m, "heap +", ((b.heapUsed-a.heapUsed)/1e6).toFixed(2), "ext", ((b.external-a.external)/1e6).toFixed(2), "rss", ((b.rss-a.rss)/1e6).toFixed(1), "pss", (pss()-p).toFixed(1));
}
process.exit(0)
