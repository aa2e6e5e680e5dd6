import type { Answers } from "./ask.ts";

export interface Difference {
  name: string;
  here: string;
  there: string;
}

interface Comparison {
  same: number;
  different: Difference[];
}

export function compare(here: Answers, there: Answers): Comparison {
  const names = Object.keys(here);
  const different = names
    .filter((name) => here[name] !== there[name])
    .map((name) => ({ name, here: here[name]!, there: there[name] ?? "(never asked)" }));
  return { same: names.length - different.length, different };
}

export function report({ same, different }: Comparison, [here, there]: [string, string]): string {
  const lines = [`same answers: ${same}, different: ${different.length}`];
  for (const { name, here: ours, there: theirs } of different) {
    lines.push(`- ${name}`, `    ${here}: ${ours}`, `    ${there}: ${theirs}`);
  }
  return lines.join("\n");
}
