import type { Connections } from "@siren/web/connections";
import { memberOf } from "@siren/web/session";
import { useObservable } from "@siren/web/use-observable";
import { createContext, useContext } from "react";
import type { Sounds } from "./sounds.ts";

/** What `app` puts together and every feature may use. */
export type Services = Connections & { sounds: Sounds };

const Context = createContext<Services | null>(null);
export const ServicesProvider = Context.Provider;

export function useServices(): Services {
  const services = useContext(Context);
  if (!services) throw new Error("a component outside the page asked for its services");
  return services;
}

export const useSession = () => useObservable(useServices().session.state);
export const useMember = () => memberOf(useSession());
