import { casesOfConditions } from "./cases-of-conditions.ts";
import { casesOfPolicies } from "./cases-of-policies.ts";
import { install } from "./install.ts";
import { printTable } from "./print-table.ts";
import { runCases } from "./run-cases.ts";

await install();
console.log(`express-gateway 1.16.11 and ours, both on Node ${process.versions.node}`);
const faults = printTable(await runCases([...casesOfPolicies, ...casesOfConditions]));
console.log(faults === 0 ? "\nEach difference is one that is meant." : `\n${faults} faults`);
if (faults > 0) process.exitCode = 1;
