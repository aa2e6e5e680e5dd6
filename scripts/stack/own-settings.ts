import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { messageOf, StackFault } from "./fault.ts";
import { environmentOf, type ProcessName, type StackSettings, specOf } from "./topology.ts";

/** By process, as each reads it from its environment. */
export type OwnSettings = Partial<Record<ProcessName, Record<string, string>>>;

/** What the topology says of them is a guess, where the cafe is reached from elsewhere, or the same for all. */
const mayBeSaidBetter = new Set(["PUBLIC_URL", "LOG_LEVEL"]);

/**
 * What a cafe tells its processes besides the topology: the mail server, sign-in by others, limits. By process, so
 * that a password is told to whom it is for. What the runner itself has to know, such as a port, stays its own.
 */
export function readOwnSettings(file: string): Record<string, Record<string, string>> {
  const refused = (why: string) => new StackFault(`--settings ${file}: ${why}`);
  let said: unknown;
  try {
    said = parse(readFileSync(file, "utf8")) ?? {};
  } catch (fault) {
    const [firstLine = ""] = messageOf(fault).split("\n");
    throw refused(firstLine);
  }
  if (!isTable(said)) throw refused("it is no list of processes with their settings");
  const byProcess = Object.entries(said).map(([name, settings]) => {
    if (!isTable(settings)) throw refused(`${name} has no settings, like KEY: value`);
    return [
      name,
      Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, asText(key, value)])),
    ];
  });
  return Object.fromEntries(byProcess);

  function asText(key: string, value: unknown): string {
    if (!/^[A-Z][A-Z0-9_]*$/.test(key)) throw refused(`${key} is not like PUBLIC_URL`);
    if (!["string", "number", "boolean"].includes(typeof value)) throw refused(`${key} has no plain value`);
    return typeof value === "boolean" ? String(Number(value)) : String(value);
  }
}

/** Refused before anything starts: a process would listen elsewhere than the runner waits for it. */
export function demandOwn(own: OwnSettings, settings: StackSettings): void {
  for (const [name, said] of Object.entries(own) as [ProcessName, Record<string, string>][]) {
    const ours = environmentOf(specOf(name), settings, 0);
    const taken = Object.keys(said).find((key) => key in ours && !mayBeSaidBetter.has(key));
    if (taken) throw new StackFault(`--settings: ${taken} of ${name} is the runner's to say`);
  }
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
