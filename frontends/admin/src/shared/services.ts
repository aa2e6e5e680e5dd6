import type { Connections } from "@siren/web/connections";
import { createServicesContext } from "@siren/web/services-context";
import type { Sounds } from "./sounds.ts";

/** What `app` puts together and every feature may use. */
export type Services = Connections & { sounds: Sounds };

export const { ServicesProvider, useServices, useSession, useMember } = createServicesContext<Services>();
