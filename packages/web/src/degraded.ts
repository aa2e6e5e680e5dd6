/** One part of `X-Degraded: menu;as-of=2026-05-01T08:41:00Z, barista`. */
export type Degraded = { service: string; asOf: number | undefined };

export function readDegraded(header: string | null): Degraded[] {
  return (header ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const [service = "", ...parameters] = part.split(";").map((each) => each.trim());
      const asOf = parameters.find((each) => each.startsWith("as-of="))?.slice("as-of=".length);
      return { service, asOf: asOf === undefined ? undefined : instantOf(asOf.replaceAll('"', "")) };
    });
}

function instantOf(text: string): number | undefined {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) ? at : undefined;
}
