import { faultsShown } from "./beyond.ts";
import { casesOfConditions } from "./cases-of-conditions.ts";
import { casesOfPolicies } from "./cases-of-policies.ts";
import { install } from "./install.ts";
import { moveShown } from "./move.ts";
import { printTable } from "./print-table.ts";
import { runCases } from "./run-cases.ts";

await install();
console.log(`express-gateway 1.16.11 and ours, both on Node ${process.versions.node}`);
let faults = printTable(await runCases([...casesOfPolicies, ...casesOfConditions]));

console.log("\nWhat theirs does, and ours does not:");
for (const { what, theirs, ours, isAsSaid } of await faultsShown()) {
  if (!isAsSaid) faults += 1;
  console.log(
    `  ${what}${isAsSaid ? "" : "  <- NOT AS IT WAS SAID"}\n    theirs: ${theirs}\n    ours:   ${ours}`,
  );
}

console.log("\nMoving step by step: an express-gateway that finds its services through our registry");
for (const { what, isSo } of await moveShown()) {
  if (!isSo) faults += 1;
  console.log(`  ${isSo ? "yes" : "NO "} ${what}`);
}

console.log(faults === 0 ? "\nEach difference is one that is meant." : `\n${faults} faults`);
if (faults > 0) process.exitCode = 1;
