import type { RegistryView } from "@siren/chassis/registry/port";
import { type Exchange, type Reshape, withHeaders } from "../policies/exchange.ts";

/** What `X-Degraded` says of the registry: nothing while it tells us what it knows. */
function registryAway({ source, asOfMs }: RegistryView): string | undefined {
  if (source === "live") return undefined;
  return asOfMs > 0 ? `registry;as-of=${new Date(asOfMs).toISOString()}` : "registry";
}

/** Beside what the service itself says of others. */
const saying =
  (part: string): Reshape =>
  (answer) => {
    const headers: string[] = [];
    const parts: string[] = [];
    for (let i = 0; i + 1 < answer.headers.length; i += 2) {
      const [name, value] = [answer.headers[i] as string, answer.headers[i + 1] as string];
      if (name.toLowerCase() === "x-degraded") parts.push(value);
      else headers.push(name, value);
    }
    return withHeaders(answer, [...headers, "x-degraded", [...parts, part].join(", ")]);
  };

/** While the registry is away every answer says so, refusals too: the way to the service may be an old one. */
export function sayRegistryIsAway({ backEnd, res, reshapes }: Exchange): void {
  const part = registryAway(backEnd.registry.view());
  if (part === undefined) return;
  res.setHeader("X-Degraded", part);
  reshapes.push(saying(part));
}
