import { createContext, useContext } from "react";
import type { Connections } from "./connections.ts";
import { memberOf } from "./session.ts";
import { useObservable } from "./use-observable.ts";

/** What a page's `app` puts together, handed to every feature of that page. */
export function createServicesContext<S extends Connections>() {
  const Context = createContext<S | null>(null);

  function useServices(): S {
    const services = useContext(Context);
    if (!services) throw new Error("a component outside the page asked for its services");
    return services;
  }
  const useSession = () => useObservable(useServices().session.state);
  const useMember = () => memberOf(useSession());

  return { ServicesProvider: Context.Provider, useServices, useSession, useMember };
}
