import express, { type Request, type Response, Router } from "express";
import { isObject, readRegistration } from "../http/registration.ts";
import { refuseEmpty, sendEmpty } from "../http/replies.ts";
import { fullInstance, type WireObject } from "../http/wire.ts";
import { type InstanceInfo, isStatus, type Status } from "../registry/instance-info.ts";
import type { Operations } from "../registry/operations.ts";
import { REGISTRY_HEADER } from "./batch-call.ts";
import type { Burials } from "./burials.ts";
import type { TakenOff } from "./taken-off.ts";

export type InboundOptions = {
  readonly operations: Operations;
  readonly now: () => number;
  readonly nonce: string;
  readonly burials: Burials;
  readonly takenOff: TakenOff;
  /** Of what is already here, more is taken from nobody. */
  readonly maxInstances: number;
};

const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const MAX_BATCH_ITEMS = 10_000;
/** As much as a client may send. */
const MAX_INSTANCE_CHARS = 64 * 1024;

type Answer = { statusCode: number; responseEntity?: WireObject };
type Item = Record<string, unknown>;

const statusOf = (value: unknown): Status | undefined =>
  typeof value === "string" && isStatus(value) ? value : undefined;

function dirtyTimestamp(item: Item): { lastDirtyTimestamp?: number } {
  const given = item.lastDirtyTimestamp;
  if (given === undefined || given === null || given === "") return {};
  const lastDirtyTimestamp = Number(given);
  if (!Number.isSafeInteger(lastDirtyTimestamp)) throw new Error("lastDirtyTimestamp is no number");
  return { lastDirtyTimestamp };
}

/** When the peer took it, by its clock; 0 when it does not say. */
export function registeredAt(instanceInfo: unknown): number {
  const lease = isObject(instanceInfo) && isObject(instanceInfo.leaseInfo) ? instanceInfo.leaseInfo : {};
  return Number(lease.registrationTimestamp) || 0;
}

/** As it was sent, but for the status that only the override gave it. */
function withoutOverride(instance: InstanceInfo, operations: Operations): InstanceInfo {
  const { app, instanceId, status, overriddenStatus } = instance;
  const here = operations.present(app, instanceId)?.instance.status ?? "UP";
  return {
    ...instance,
    overriddenStatus: "UNKNOWN",
    status: status === overriddenStatus ? here : status,
  };
}

/** A registration that a peer has, unless it is of a life that ended here, or one too many. */
export function takeOver(
  instance: InstanceInfo,
  takenAt: number,
  { operations, now, burials, takenOff, maxInstances }: Omit<InboundOptions, "nonce">,
): void {
  if (burials.isGhost(instance, takenAt, now()) || operations.isFull(instance, maxInstances)) return;
  const isWithout = takenOff.has(instance.app, instance.instanceId, now());
  operations.register(isWithout ? withoutOverride(instance, operations) : instance, "peer");
}

/** One thing that a peer tells. Whatever it throws is that item's 500, and nobody else's. */
export function performItem(item: Item, options: Omit<InboundOptions, "nonce">): Answer {
  const { operations, now, takenOff } = options;
  const { appName, id, action } = item;
  if (typeof appName !== "string" || typeof id !== "string") return { statusCode: 500 };
  const origin = "peer" as const;
  const found = (lease: unknown): Answer => ({ statusCode: lease ? 200 : 404 });
  switch (action) {
    case "Register":
      try {
        const instance = readRegistration({ instance: item.instanceInfo }, appName, now());
        if (JSON.stringify(item.instanceInfo).length <= MAX_INSTANCE_CHARS)
          takeOver(instance, registeredAt(item.instanceInfo), options);
      } catch {
        // Eureka answers 200 whatever came of it, and the sender does not look.
      }
      return { statusCode: 200 };
    case "Heartbeat": {
      const isWithout = takenOff.has(appName, id, now());
      const overriddenStatus = isWithout ? undefined : statusOf(item.overriddenStatus);
      const outcome = operations.renew(appName, id, {
        ...{ origin, ...dirtyTimestamp(item) },
        ...(overriddenStatus && { overriddenStatus }),
      });
      if (outcome.kind === "conflict")
        return { statusCode: 409, responseEntity: fullInstance(outcome.lease) };
      return found(outcome.kind === "renewed");
    }
    case "Cancel":
      return found(operations.cancel(appName, id, origin));
    case "StatusUpdate": {
      const status = statusOf(item.status);
      if (!status) return { statusCode: 500 };
      return found(operations.setStatus(appName, id, status, { origin, ...dirtyTimestamp(item) }));
    }
    case "DeleteStatusOverride":
      return found(
        operations.removeStatus(appName, id, statusOf(item.status), { origin, ...dirtyTimestamp(item) }),
      );
    default:
      return { statusCode: 500 };
  }
}

function perform(item: unknown, options: InboundOptions): Answer {
  try {
    return isObject(item) ? performItem(item, options) : { statusCode: 500 };
  } catch {
    return { statusCode: 500 };
  }
}

/** `POST .../peerreplication/batch/`: everything on it is replication, with or without the header. */
export function replicationRoutes(options: InboundOptions): Router {
  const replication = Router();
  const body = express.json({ limit: MAX_BATCH_BYTES, type: () => true });
  replication.post("/batch", body, (req: Request, res: Response) => {
    res.set(REGISTRY_HEADER, options.nonce);
    // Our own batch, by a way that leads back here. Not 421: fetch would send it a second time.
    if (req.get(REGISTRY_HEADER) === options.nonce) {
      // Of a name of several addresses the next connection may lead to another one.
      res.set("Connection", "close");
      return sendEmpty(res, 409);
    }
    const list: unknown = isObject(req.body) ? req.body.replicationList : undefined;
    if (!Array.isArray(list) || list.length > MAX_BATCH_ITEMS) return sendEmpty(res, 400);
    const text = JSON.stringify({ responseList: list.map((item) => perform(item, options)) });
    res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
    res.end(text);
  });
  const router = Router();
  router.use("/eureka/v2/peerreplication", replication, refuseEmpty);
  router.use("/eureka/peerreplication", replication, refuseEmpty);
  return router;
}
