import type { Instance } from "@siren/chassis/registry/port";
import type { SafePath } from "../routing/safe-path.ts";
import { type Chooser, createChooser } from "./choose-instance.ts";
import type { ProxyAction } from "./proxy-action.ts";

/** What of a proxy step holds for sockets, too. */
export type SocketWay = { choose: Chooser } & Pick<ProxyAction, (typeof kept)[number]>;
const kept = ["prependPath", "changeOrigin", "stripPath", "ignorePath"] as const;

export const socketWayOf = (action: ProxyAction): SocketWay => ({
  choose: createChooser(action),
  prependPath: action.prependPath,
  changeOrigin: action.changeOrigin,
  stripPath: action.stripPath,
  ignorePath: action.ignorePath,
});

type Address = {
  url: string;
  path: string;
  /** Which of its names it is asked for; the browser's own where nothing is said. */
  host: string | undefined;
};

type AskedFor = {
  path: Pick<SafePath, "segments" | "query">;
  rest: readonly string[];
  /** As the browser wrote it: a server of sockets may go by the slash at the end that means nothing elsewhere. */
  asked: string | undefined;
};

/** Where a socket goes: an address of the file may have a scheme and a path of its own, an instance has neither. */
export function addressFor(
  { host, port, url }: Instance,
  { path, rest, asked = "" }: AskedFor,
  { prependPath, changeOrigin, stripPath, ignorePath }: SocketWay,
): Address {
  const name = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const before = url && prependPath ? url.path : "";
  const segments = (stripPath ? rest : path.segments).map(encodeURIComponent);
  if (segments.length > 0 && asked.split("?")[0]?.endsWith("/")) segments.push("");
  return {
    url: `${url?.scheme ?? "http"}://${name}`,
    path: ignorePath ? before || "/" : `${before}/${segments.join("/")}${path.query}`,
    host: url && changeOrigin ? name : undefined,
  };
}
