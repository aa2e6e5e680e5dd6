import type { BackEnd } from "@siren/chassis/back-end";
import type { GatewayConfig } from "../config.ts";
import type { createSocketRoom } from "../proxy/socket-room.ts";
import { createFeedGathering } from "./feeds-gathered.ts";
import { followRegistry } from "./known-over-time.ts";
import { limitSockets, type Targets, tuneBalancer } from "./live-tuning.ts";
import { type OpsLive, serveOpsLive } from "./ops-live.ts";
import { opsReads, type RoutesInForce } from "./ops-reads.ts";
import { opsWrites } from "./ops-writes.ts";
import { createXray } from "./registry-xray.ts";
import type { Traffic } from "./traffic.ts";
import { serveTurbine } from "./turbine.ts";

type Parts = {
  backEnd: BackEnd;
  config: GatewayConfig;
  traffic: Traffic;
  routes: RoutesInForce & Targets;
  room: ReturnType<typeof createSocketRoom>;
};

/** All that operations see and do through this gateway. */
export function openOps({ backEnd, config, traffic, routes, room }: Parts): OpsLive {
  const overTime = followRegistry(backEnd.registry, backEnd.now);
  const feeds = createFeedGathering(backEnd);
  const xray = createXray({ backEnd, config, overTime });
  backEnd.routes(opsReads({ backEnd, routes, traffic, xray, feeds, config }));
  backEnd.routes(opsWrites(backEnd));
  serveTurbine({ backEnd, config });
  tuneBalancer(backEnd, routes);
  limitSockets(backEnd, room);
  backEnd.stage("registry watch", { stop: () => overTime.close() });
  return serveOpsLive({ backEnd, traffic, feeds, overTime, sockets: () => room.open.size });
}
