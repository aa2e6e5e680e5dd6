import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Answers } from "./ask.ts";
import type { Check } from "./check.ts";
import { render } from "./render.ts";

const FILE = path.join(import.meta.dirname, "answers.json");

interface Recorded {
  engine: string;
  answers: Answers;
}

/** What the real engine answered when it was last asked; checks that need sessions bring their own. */
export async function expectedAnswers(checks: Check[]): Promise<Answers> {
  const { answers } = JSON.parse(await readFile(FILE, "utf8")) as Recorded;
  const own = checks.filter((check) => check.needs === "sessions");
  return { ...answers, ...Object.fromEntries(own.map((check) => [check.name, render(check.expected)])) };
}

export async function recordAnswers(engine: string, answers: Answers): Promise<void> {
  await writeFile(FILE, `${JSON.stringify({ engine, answers } satisfies Recorded, null, 2)}\n`);
}
