import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "@siren/chassis/log";
import type { Router } from "express";
import type { DiscoveryConfig } from "../config.ts";
import type { Door } from "../http/who-may-ask.ts";
import type { PeerState } from "../peers/peer.ts";
import type { Instances } from "../registry/instances.ts";
import type { Keeper } from "../registry/keeper.ts";
import type { Operations } from "../registry/operations.ts";
import { LiveStream } from "./live-stream.ts";
import { credentialsIn } from "./password-file.ts";
import { RecentEvents } from "./recent-events.ts";
import { dashboardRoutes } from "./routes.ts";
import { Sessions } from "./sessions.ts";

export type Dashboard = {
  readonly router: Router;
  /** Each second. */
  tick(): void;
  close(): void;
  /** Open and live. */
  pages(): number;
};

export type DashboardNeeds = {
  readonly config: Pick<DiscoveryConfig, "dashboardCredentials" | "dataDir" | "selfPreservation">;
  readonly log: Log;
  readonly instances: Instances;
  readonly operations: Operations;
  readonly keeper: Keeper;
  readonly door: Door;
  readonly now: () => number;
  readonly peers: () => readonly PeerState[];
};

const newSecret = (): string => randomBytes(24).toString("base64url");
const SHOWN_EVENTS = 200;

export async function createDashboard(needs: DashboardNeeds): Promise<Dashboard> {
  const { config, log, instances, operations, keeper, door, now, peers } = needs;
  const file = join(config.dataDir, "dashboard-password");
  const credentials = config.dashboardCredentials ?? (await credentialsIn(file, newSecret));
  const sessions = new Sessions({ credentials, now, newSecret });
  const events = new RecentEvents(now);
  instances.onChange((change) => events.add(change));
  const live = new LiveStream(() => instances.version);
  const startedAt = now();
  const router = dashboardRoutes({
    ...{ operations, door, sessions, live },
    view: () => ({
      leases: instances.all(),
      preservation: keeper.preservation(),
      selfPreservation: config.selfPreservation,
      allowance: keeper.allowance(),
      peers: peers(),
      events: events.last(SHOWN_EVENTS),
      startedAt,
      now: now(),
    }),
    onAct: (action, app, instance, by) => log.info("dashboard.acted", { action, app, instance, by }),
    onSignIn: (outcome, address) => log.info("dashboard.sign-in", { outcome, address }),
  });
  return { router, tick: () => live.tick(), close: () => live.close(), pages: () => live.pages };
}
