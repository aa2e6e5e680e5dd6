import { fullInstance, type WireObject } from "../http/wire.ts";
import type { Lease } from "../registry/lease.ts";
import type { Performed } from "../registry/operations.ts";

/** One thing that a peer is to be told. */
export type Task = {
  readonly app: string;
  readonly id: string;
  readonly action: Performed["action"];
  readonly dueAt: number;
  /** Told later than this it would do more harm than good; heartbeats heal what is lost. */
  readonly expiresAt: number;
  readonly item: WireObject;
  /** About what it takes in memory. */
  readonly bytes: number;
};

/** A change is told at once, with what happens beside it; heartbeats gather. */
const CHANGE_WAITS_MS = 20;
const HEARTBEAT_WAITS_MS = 500;
const EXPIRES_AFTER_MS = 30_000;
/** An operator's word is no sign of life that the next heartbeat repeats: it waits as long as an override is kept. */
export const OVERRIDE_TOLD_FOR_MS = 3_600_000;
const PLAIN_TASK_BYTES = 500;

export const taskKey = ({ action, app, id }: Pick<Task, "action" | "app" | "id">): string =>
  `${action}#${app}/${id}`;

/** In the words of Eureka's replication, whose readers refuse what they do not know. */
function itemOf(performed: Performed): WireObject {
  const { action, lease } = performed;
  const { app, instanceId, status, overriddenStatus, lastDirtyTimestamp } = lease.instance;
  const head = { appName: app, id: instanceId };
  if (action === "Cancel") return { ...head, action };
  const overridden: WireObject = overriddenStatus === "UNKNOWN" ? {} : { overriddenStatus };
  switch (action) {
    case "Heartbeat":
      return { ...head, lastDirtyTimestamp, ...overridden, status, action };
    case "Register": {
      const { submitted } = performed;
      const instanceInfo = fullInstance({ ...lease, instance: { ...submitted, actionType: "ADDED" } });
      return {
        ...head,
        lastDirtyTimestamp: submitted.lastDirtyTimestamp,
        ...overridden,
        status: submitted.status,
        instanceInfo,
        action,
      };
    }
    case "StatusUpdate":
      return { ...head, lastDirtyTimestamp, ...overridden, status: performed.status, action };
    case "DeleteStatusOverride":
      return {
        ...head,
        lastDirtyTimestamp,
        ...(performed.status === undefined ? {} : { status: performed.status }),
        action,
      };
  }
}

function worthTellingForMs(action: Task["action"], renewalIntervalInSecs: number): number {
  if (action === "Cancel") return EXPIRES_AFTER_MS;
  return isOverriding(action) ? OVERRIDE_TOLD_FOR_MS : renewalIntervalInSecs * 1_000;
}

export const isOverriding = (action: Task["action"]): boolean =>
  action === "StatusUpdate" || action === "DeleteStatusOverride";

export function taskOf(performed: Performed, now: number): Task {
  const { app, instanceId, renewalIntervalInSecs } = performed.lease.instance;
  const { action } = performed;
  return {
    ...{ app, id: instanceId, action },
    dueAt: now + (action === "Heartbeat" ? HEARTBEAT_WAITS_MS : CHANGE_WAITS_MS),
    expiresAt: now + worthTellingForMs(action, renewalIntervalInSecs),
    item: itemOf(performed),
    bytes: PLAIN_TASK_BYTES + (performed.action === "Register" ? performed.submitted.bytes : 0),
  };
}

/** How it stands with the override of an instance now. */
export function overrideTask(lease: Lease, now: number): Task {
  const { status, overriddenStatus } = lease.instance;
  const isSet = overriddenStatus !== "UNKNOWN";
  const told = isSet
    ? ({ action: "StatusUpdate", status: overriddenStatus } as const)
    : ({ action: "DeleteStatusOverride", status } as const);
  return taskOf({ ...told, lease, origin: "registry" }, now);
}

export const registerTask = (lease: Lease, now: number): Task =>
  taskOf({ action: "Register", submitted: lease.instance, lease, origin: "registry" }, now);
