export type Line = Record<string, unknown> & { type: string; name: string };

/** Of these a dashboard wants one value and not the sum: the greatest is what has happened at any of them. */
const greatest = new Set(["currentTime"]);
/** Who told it says nothing of all of them. */
const left = new Set(["instanceId"]);

/**
 * Lines of one command from several processes as one, as Turbine does it: numbers are added up, and a dashboard
 * divides by `reportingHosts` where it wants a mean; what is said in words or as yes and no is counted where they
 * differ. `isCircuitBreakerOpen` is what that dashboard compares with the number of hosts.
 */
export function mergedLine(lines: readonly Line[]): Line {
  const [first] = lines;
  if (!first) throw new Error("nothing to merge");
  const merged: Record<string, unknown> = {};
  for (const key of Object.keys(first)) {
    if (left.has(key)) continue;
    const values = lines.map((line) => line[key]);
    if (key === "isCircuitBreakerOpen") merged[key] = openOf(values);
    else if (greatest.has(key)) merged[key] = Math.max(...values.map(Number));
    else merged[key] = together(values);
  }
  return { ...merged, type: first.type, name: first.name, reportingHosts: lines.length };
}

function together(values: readonly unknown[]): unknown {
  const [first] = values;
  if (values.every((value) => typeof value === "number")) {
    return values.reduce((sum: number, value) => sum + (value as number), 0);
  }
  if (typeof first === "object" && first !== null) {
    const keys = Object.keys(first);
    return Object.fromEntries(
      keys.map((key) => [
        key,
        together(values.map((value) => (value as Record<string, unknown> | undefined)?.[key] ?? 0)),
      ]),
    );
  }
  return values.every((value) => value === first) ? first : countsOf(values);
}

function openOf(values: readonly unknown[]): unknown {
  const open = values.filter((value) => value === true).length;
  if (open === 0) return false;
  return open === values.length ? open : { true: open, false: values.length - open };
}

function countsOf(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}

/** One of a stream's `data:` lines; undefined when it is none that counts. */
export function lineOf(text: string): Line | undefined {
  if (!text.startsWith("data:")) return undefined;
  try {
    const read: unknown = JSON.parse(text.slice("data:".length));
    if (typeof read !== "object" || read === null || !("type" in read) || !("name" in read)) return undefined;
    const isOurs = read.type === "HystrixCommand" || read.type === "HystrixThreadPool";
    return isOurs && typeof read.name === "string" ? (read as Line) : undefined;
  } catch {
    return undefined;
  }
}
