import { changesOf, type Exchange } from "./exchange.ts";

/** What proves who asks is for the gateway: the service learns who it is, and cannot show it on to others. */
export function keepHeaderBack(exchange: Exchange, name: string): void {
  changesOf(exchange).without.add(name);
}

/** The query goes on without it, the rest of it as it came. */
export function keepQueryBack(exchange: Exchange, name: string): void {
  const { path } = exchange;
  const parts = path.query.slice(1).split("&");
  const kept = parts.filter((part) => nameOf(part) !== name);
  if (kept.length < parts.length)
    exchange.path = { ...path, query: kept.length === 0 ? "" : `?${kept.join("&")}` };
}

const nameOf = (part: string): string => new URLSearchParams(part).keys().next().value ?? "";

export const inQuery = ({ path }: Exchange, name: string): string | undefined =>
  path.query === "" ? undefined : (new URLSearchParams(path.query).get(name) ?? undefined);

/** One of several of the same name is none: which of them would count? */
export const inOneHeader = ({ req }: Exchange, name: string): string | undefined => {
  const value = req.headers[name];
  return typeof value === "string" ? value : undefined;
};
