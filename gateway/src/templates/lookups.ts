import type { Exchange } from "../policies/exchange.ts";

/** As much of an exchange as a template looks at. */
export type Facts = Pick<Exchange, "req" | "res" | "path" | "route" | "claims" | "from">;
export type Lookup = (facts: Facts) => unknown;

const headerName = /^[a-z0-9!#$%&'*+.^_`~-]+$/i;

/** Claims may hold objects, of which only what is their own counts: `constructor` is nobody's claim. */
function within(value: unknown, names: readonly string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

const alone: Readonly<Record<string, Lookup>> = {
  ip: ({ from }) => from.address,
  method: ({ req }) => req.method,
  host: ({ req }) => req.headers.host,
  /** As it was asked for, with its query. */
  url: ({ req }) => req.url,
  path: ({ path }) => path.path,
  /** What comes after the route's own prefix. */
  rest: ({ route }) => route.rest.join("/"),
  route: ({ route }) => route.name,
  requestId: ({ res }) => res.locals.requestId ?? res.getHeader("x-request-id"),
};

const named: Readonly<Record<string, (name: string) => Lookup | undefined>> = {
  claim: (name) => {
    const names = name.split(".");
    return names.includes("") ? undefined : ({ claims }) => within(claims, names);
  },
  header: (name) => {
    const lower = name.toLowerCase();
    return headerName.test(name) ? ({ req }) => within(req.headers, [lower]) : undefined;
  },
  query:
    (name) =>
    ({ path }) =>
      path.query === "" ? undefined : new URLSearchParams(path.query).get(name),
  path: (name) =>
    /^\d+$/.test(name)
      ? ({ path }) => path.segments[Number(name)]
      : ({ route }) => within(route.params, [name]),
};

export const lookupNames =
  "claim.NAME, header.NAME, query.NAME, path.NAME or path.NUMBER, ip, method, host, url, path, rest, route, requestId";

/** The lookup of a name such as `ip` or `header.x-user`; nothing when there is none such. */
export function lookupOf(name: string): Lookup | undefined {
  if (Object.hasOwn(alone, name)) return alone[name];
  const dot = name.indexOf(".");
  const family = name.slice(0, dot);
  if (dot <= 0 || dot === name.length - 1 || !Object.hasOwn(named, family)) return undefined;
  return named[family]?.(name.slice(dot + 1));
}
