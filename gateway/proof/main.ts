import { parseArgs } from "node:util";
import { proveRollingRestart } from "./rolling-restart.ts";
import { proveRouteStates } from "./route-states.ts";
import { proveStruckReplicas } from "./struck-replicas.ts";
import { proveTwoVersions } from "./two-versions.ts";
import { told, type Verdict } from "./verdict.ts";

/**
 * `npm run proof -w gateway`: what the gateway promises, shown over the network on real processes. `-- kills` and so on
 * for one part; ends with 1 when a promise is broken.
 */
const say = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of the three replicas, so many are struck in turn. */
    struck: { type: "string", default: "3" },
    /** How often each of the two gateways is restarted. */
    rounds: { type: "string", default: "2" },
    /** The version that is changed to this tree's. */
    from: { type: "string", default: "HEAD~1" },
    /** The gateways are come to by TLS. */
    tls: { type: "boolean", default: false },
    "per-second": { type: "string", default: "200" },
  },
});
const perSecond = Number(values["per-second"]);

const parts: Readonly<Record<string, () => Promise<Verdict[]>>> = {
  kills: () => proveStruckReplicas({ struck: Number(values.struck), perSecond }, say),
  restarts: () => proveRollingRestart({ rounds: Number(values.rounds), perSecond, isTls: values.tls }, say),
  route: () => proveRouteStates(say),
  versions: () => proveTwoVersions({ from: values.from, perSecond: perSecond / 2 }, say),
};

const wanted = positionals.length === 0 ? Object.keys(parts) : positionals;
let broken = 0;
for (const name of wanted) {
  const prove = parts[name];
  if (!prove) throw new Error(`npm run proof -w gateway -- ${Object.keys(parts).join("|")}, not "${name}"`);
  say(`\n== ${name}`);
  const verdicts = await prove();
  for (const one of verdicts) say(told(one));
  broken += verdicts.filter(({ holds }) => !holds).length;
}
say(`\n${broken === 0 ? "All promises held." : `${broken} promises were broken.`}`);
process.exitCode = broken === 0 ? 0 : 1;
