import type { Connections } from "@siren/web/connections";
import type { LiveStatus } from "@siren/web/live";
import type { Observable } from "@siren/web/observable";
import { memberOf } from "@siren/web/session";
import { useObservable } from "@siren/web/use-observable";
import { createContext, useContext } from "react";
import type { CartKeeper } from "./cart.ts";
import type { Placement } from "./placement.ts";

/** What `app` puts together and every feature may use. */
export type Services = Connections & {
  cart: CartKeeper;
  placement: Placement;
  live: Observable<LiveStatus>;
  /** A guest's orders are found by their cookie, which the page cannot see: it remembers that it has some. */
  guest: Observable<boolean>;
  /** To be called in a tap: browsers let a page make a sound only after one. */
  allowSound: () => void;
};

const Context = createContext<Services | null>(null);
export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("a component outside the page asked for its services");
  return services;
}

export const useSession = () => useObservable(useServices().session.state);
export const useMember = () => memberOf(useSession());
