import { casesOfConditions } from "./cases-of-conditions.ts";
import { casesOfPolicies } from "./cases-of-policies.ts";
import { install } from "./install.ts";
import { runCases } from "./run-cases.ts";

await install();
const judged = await runCases([...casesOfPolicies, ...casesOfConditions]);
for (const { one, reasons, unlisted } of judged) {
  console.log(
    `${unlisted.length > 0 ? "FAULT" : reasons.length > 0 ? "differs" : "same"} ${one.of}: ${one.name} ${reasons.join(",")}`,
  );
  for (const { at, theirs, ours, asked } of unlisted)
    console.log(
      `    ${asked.method ?? "GET"} ${asked.path?.slice(0, 40)} ${at}: theirs ${theirs?.slice(0, 90)} | ours ${ours?.slice(0, 120)}`,
    );
}
