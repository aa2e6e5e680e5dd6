import type { BackEnd } from "@siren/chassis/back-end";
import type { GatewayConfig } from "../config.ts";
import type { createSocketRoom } from "../proxy/socket-room.ts";
import { createFeedGathering } from "./feeds-gathered.ts";
import { gatherGateways } from "./gateways-gathered.ts";
import { createJourneys } from "./journeys.ts";
import { followRegistry } from "./known-over-time.ts";
import { limitSockets, type Targets, tuneBalancer } from "./live-tuning.ts";
import { type OpsLive, serveOpsLive } from "./ops-live.ts";
import { opsLooks } from "./ops-looks.ts";
import { opsReads, type RoutesInForce } from "./ops-reads.ts";
import { opsWrites } from "./ops-writes.ts";
import { createOwnWord } from "./own-word.ts";
import { createXray } from "./registry-xray.ts";
import { createTraceLookup } from "./trace-spans.ts";
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
  const own = createOwnWord({ backEnd, traffic });
  const gateways = gatherGateways({ backEnd, config, own });
  const xray = createXray({ backEnd, config, overTime, gateways });
  const journeyOf = createJourneys({ ...backEnd, traces: createTraceLookup(config) });
  backEnd.routes(opsReads({ backEnd, routes, gateways, xray, feeds, config }));
  backEnd.routes(opsLooks({ backEnd, journeyOf }));
  backEnd.routes(opsWrites(backEnd));
  serveTurbine({ backEnd, config });
  tuneBalancer(backEnd, routes);
  limitSockets(backEnd, room);
  backEnd.stage("registry watch", { stop: () => overTime.close() });
  return serveOpsLive({ backEnd, traffic, feeds, overTime, sockets: () => room.open.size });
}
