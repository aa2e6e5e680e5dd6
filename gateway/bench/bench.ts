import { execFileSync } from "node:child_process";
import { cpus, loadavg, release } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openRealEdge } from "../src/testing/real-edge.ts";
import { gatewayIn, present } from "./contestants.ts";
import { everythingOn } from "./everything-on.ts";
import { findLoader } from "./load.ts";
import { measureOverhead } from "./overhead.ts";
import { measurePairs, pairsTable } from "./pairs.ts";
import { measureScale } from "./scale.ts";
import { measureSoak } from "./soak.ts";

/**
 * `npm run bench -w gateway`: what a request through this gateway costs, with everything on, beside others' bare
 * proxies, in one run and in turns. Processor time per request is the steadier figure; requests per second and p99
 * want a machine with nothing else to do.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "4" },
    rounds: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    /** small, post, large, overhead, scale, soak; several by commas. */
    parts: { type: "string", default: "small,post,large,overhead,scale" },
    /** Part of a contestant's name: only it and the reference. */
    only: { type: "string", default: "" },
    /** Another checkout, whose gateway is measured in the same rounds. */
    beside: { type: "string", default: "" },
    "soak-minutes": { type: "string", default: "0" },
    /** Node's own flags for the gateway. */
    flags: { type: "string", default: "" },
    "cpu-prof": { type: "string", default: "" },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const parts = values.parts.split(",");
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const connections = Number(values.connections);
const soakMinutes = Number(values["soak-minutes"]);
const profile = values["cpu-prof"] === "" ? [] : ["--cpu-prof", `--cpu-prof-dir=${values["cpu-prof"]}`];
const flags = [...values.flags.split(" ").filter(Boolean), ...profile];

const commit = execFileSync("git", ["describe", "--always", "--dirty"], { cwd: import.meta.dirname });
say(
  `${new Date().toISOString()}, commit ${commit.toString().trim()}, Linux ${release()}, ${cpus().length} cores ` +
    `(${cpus()[0]?.model}), Node ${process.version}, load ${loadavg()
      .map((n) => n.toFixed(1))
      .join(" ")}`,
);
const wanted = await present(say, values.only);
if (values.beside !== "") wanted.push(gatewayIn(resolve(values.beside)));

await using edge = await openRealEdge();
const backend = await edge.start("member", join(import.meta.dirname, "backend.ts"));
const config = await everythingOn(edge.folder);
const load = await findLoader(edge.folder);
const headers = { authorization: `Bearer ${await edge.token()}` };
const around = { edge, backend, flags, config, headers, load, say };

for (const kind of ["small", "post", "large"] as const) {
  if (!parts.includes(kind)) continue;
  const measured = await measurePairs(around, wanted, { kind, rounds, seconds, connections });
  say(`\n${pairsTable(kind, connections, seconds, rounds, measured)}`);
}
if (parts.includes("overhead")) say(`\n${await measureOverhead(around, seconds)}`);
if (parts.includes("scale")) say(`\n${await measureScale(around, seconds, rounds)}`);
if (soakMinutes > 0) say(`\n${await measureSoak(around, soakMinutes)}`);
