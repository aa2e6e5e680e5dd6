import type { Instance } from "@siren/chassis/registry/port";
import { type Chooser, createChooser } from "./choose-instance.ts";
import type { ProxyAction } from "./proxy-action.ts";

/** What of a proxy step holds for sockets, too. */
export type SocketWay = { choose: Chooser } & Pick<ProxyAction, "prependPath" | "changeOrigin">;

export const socketWayOf = (action: ProxyAction): SocketWay => ({
  choose: createChooser(action),
  prependPath: action.prependPath,
  changeOrigin: action.changeOrigin,
});

type Address = {
  url: string;
  path: string;
  /** Which of its names it is asked for; the browser's own where nothing is said. */
  host: string | undefined;
};

/** Where a socket goes: an address of the file may have a scheme and a path of its own, an instance has neither. */
export function addressFor(
  { host, port, url }: Instance,
  rest: readonly string[],
  { prependPath, changeOrigin }: SocketWay,
): Address {
  const name = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const before = url && prependPath ? url.path : "";
  return {
    url: `${url?.scheme ?? "http"}://${name}`,
    path: `${[before, ...rest.map(encodeURIComponent)].join("/")}/`,
    host: url && changeOrigin ? name : undefined,
  };
}
