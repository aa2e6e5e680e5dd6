import { parseArgs } from "node:util";

/** Something the person at the terminal has to change: told in one line, without a stack trace. */
export class UsageFault extends Error {
  override name = "UsageFault";
}

export type Bounds = { default: number; min: number; max: number };

/** Options of the form `--name N`, each within its bounds, and `--name TEXT` where no bounds are given. */
export function readOptions<N extends string, T extends string>(
  args: readonly string[],
  numbers: Readonly<Record<N, Bounds>>,
  texts: Readonly<Record<T, string>>,
): { numbers: Record<N, number>; texts: Record<T, string> } {
  const names = [...Object.keys(numbers), ...Object.keys(texts)];
  let given: Record<string, unknown>;
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
    given = parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (fault) {
    const said = fault instanceof Error ? (fault.message.split(/[.\n]/)[0] ?? "") : String(fault);
    throw new UsageFault(`${said}: the options are ${names.map((name) => `--${name}`).join(", ")}`);
  }
  const numberOf = (name: N): number => {
    const bounds = numbers[name];
    if (given[name] === undefined) return bounds.default;
    const value = Number(given[name]);
    if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
    throw new UsageFault(
      `--${name} ${given[name]} is not a whole number from ${bounds.min} to ${bounds.max}`,
    );
  };
  return {
    numbers: mapped(numbers, numberOf),
    texts: mapped(texts, (name: T) => String(given[name] ?? texts[name])),
  };
}

function mapped<K extends string, V>(of: Readonly<Record<K, unknown>>, value: (key: K) => V): Record<K, V> {
  return Object.fromEntries((Object.keys(of) as K[]).map((key) => [key, value(key)])) as Record<K, V>;
}

/** Runs a command to its end: its answer is the exit code; Ctrl-C, or the bootstrap's end, aborts it once. */
export async function runCommand(work: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => abort.abort());
  process.on("disconnect", () => abort.abort());
  try {
    process.exitCode = await work(abort.signal);
  } catch (fault) {
    const isTold = fault instanceof Error && /^(UsageFault|StackFault)$/.test(fault.name);
    const text = fault instanceof Error ? (isTold ? fault.message : fault.stack) : String(fault);
    process.stderr.write(`siren: ${text}\n`);
    process.exitCode = isTold ? 1 : 70;
  }
  // The channel to the bootstrap would keep a finished command alive.
  if (process.connected) process.disconnect();
}
