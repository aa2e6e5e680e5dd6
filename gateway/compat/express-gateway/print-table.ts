import { intents } from "./by-intent.ts";
import type { Judged } from "./run-cases.ts";

const everywhere = new Set(intents.filter(({ isEverywhere }) => isEverywhere).map(({ id }) => id));

/** Same, or differs and why; answers how many faults there are. */
export function printTable(judged: readonly Judged[]): number {
  const seen = new Set<string>();
  let faults = 0;
  console.log(`\n${"policy or condition".padEnd(22)}${"configuration".padEnd(44)}express-gateway and ours`);
  for (const { one, reasons, unlisted } of judged) {
    for (const reason of reasons) seen.add(reason);
    const own = reasons.filter((reason) => !everywhere.has(reason));
    const verdict =
      unlisted.length > 0
        ? "DIFFER, AND NOBODY SAID WHY"
        : own.length > 0
          ? `differ: ${own.join(", ")}`
          : "same";
    console.log(`${one.of.padEnd(22)}${one.name.padEnd(44)}${verdict}`);
    for (const { at, theirs = "(none)", ours = "(none)", asked } of unlisted) {
      faults += 1;
      console.log(
        `    ${asked.method ?? "GET"} ${asked.path}: ${at}: theirs ${theirs.slice(0, 200)}; ours ${ours.slice(0, 200)}`,
      );
    }
  }
  console.log("\nBy intent (* in every row that has it, and not named there):");
  for (const { id, why } of intents) {
    const isGone = !seen.has(id);
    if (isGone) faults += 1;
    console.log(
      `  ${everywhere.has(id) ? "* " : ""}${id}: ${why}${isGone ? "  <- NOT SEEN: it has to leave the list" : ""}`,
    );
  }
  const thin = [...Map.groupBy(judged, ({ one }) => one.of)]
    .filter(([, cases]) => cases.length < 2)
    .map(([of]) => of);
  for (const of of thin) console.log(`${of} has one configuration only; it wants two`);
  return faults + thin.length;
}
