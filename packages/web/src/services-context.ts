import { createContext, createElement, type ReactNode, useContext } from "react";
import type { Connections } from "./connections.ts";
import { memberOf } from "./session.ts";
import { HealthContext } from "./use-is-over.ts";
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

  function ServicesProvider({ value, children }: { value: S; children?: ReactNode }) {
    const withHealth = createElement(HealthContext.Provider, { value: value.health }, children);
    return createElement(Context.Provider, { value }, withHealth);
  }

  return { ServicesProvider, useServices, useSession, useMember };
}
