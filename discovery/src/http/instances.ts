import express, { type Request, type Response, Router } from "express";
import { isStatus, type Status } from "../registry/instance-info.ts";
import type { Instances, RenewOutcome } from "../registry/instances.ts";
import type { Lease } from "../registry/lease.ts";
import { Incomplete, readRegistration, Unparseable } from "./registration.ts";
import { sendDocument, sendEmpty } from "./replies.ts";
import { fullInstance } from "./wire.ts";
import { registrationFromXml } from "./xml.ts";

const MAX_REGISTRATION_BYTES = 64 * 1024;

export type InstanceEvent = "registered" | "cancelled" | "overridden" | "override-removed" | "metadata-set";

export type InstanceRoutesOptions = {
  readonly now: () => number;
  /** Expired and only not evicted yet: single-instance operations answer as if it were. */
  readonly isGone: (lease: Lease) => boolean;
  readonly onChange: (event: InstanceEvent, lease: Lease) => void;
  readonly onRenewal: (outcome: RenewOutcome["kind"]) => void;
};

/** Undefined: not given. `false`: given, and not a number. */
function dirtyTimestamp(query: URLSearchParams): number | undefined | false {
  const given = query.get("lastDirtyTimestamp");
  if (given === null) return undefined;
  return /^-?\d{1,15}$/.test(given) ? Number(given) : false;
}

/** URLSearchParams, not the app's own parser: `a[b]=1` is a key of metadata, not a structure. */
const queryOf = (req: Request): URLSearchParams => new URL(req.originalUrl, "http://registry").searchParams;

const isReplication = (req: Request): boolean => req.get("x-netflix-discovery-replication") === "true";

function refuseRegistration(req: Request, res: Response, fault: unknown): void {
  if (fault instanceof Incomplete) {
    res.status(400).type("text/plain").send(fault.message);
  } else if (fault instanceof Unparseable || fault instanceof SyntaxError) {
    if (req.is("application/xml")) {
      res
        .status(400)
        .type("application/xml")
        .send("<error><message>cannot parse request body</message></error>");
    } else {
      res.status(400).json({ error: "cannot parse request body" });
    }
  } else {
    throw fault;
  }
}

function bodyText(req: Request): string {
  const charset = /charset=["']?([\w-]+)/i.exec(req.get("Content-Type") ?? "")?.[1]?.toLowerCase();
  const bytes: unknown = req.body;
  if (!Buffer.isBuffer(bytes)) return "";
  return bytes.toString(charset === "iso-8859-1" ? "latin1" : "utf8");
}

/** Everything that concerns one instance. Only a registration has a body; what others send is not looked at. */
export function instanceRoutes(instances: Instances, options: InstanceRoutesOptions): Router {
  const { now, isGone, onChange, onRenewal } = options;
  const router = Router();
  const present = (app: string, id: string): Lease | undefined => {
    const lease = instances.find(app, id);
    return lease && !isGone(lease) ? lease : undefined;
  };
  const answer = (res: Response, event: InstanceEvent, lease: Lease | undefined): void => {
    if (lease) onChange(event, lease);
    sendEmpty(res, lease ? 200 : 404);
  };

  const wholeBody = express.raw({ type: () => true, limit: MAX_REGISTRATION_BYTES });
  router.post("/apps/:app", wholeBody, (req, res) => {
    const type = req.is(["application/json", "application/xml"]);
    if (!type && req.get("Content-Type") !== undefined) return sendEmpty(res, 415);
    try {
      const text = bodyText(req);
      const body: unknown = type === "application/xml" ? registrationFromXml(text) : JSON.parse(text);
      const lease = instances.register(readRegistration(body, req.params.app, now()), isReplication(req));
      onChange("registered", lease);
      sendEmpty(res, 204);
    } catch (fault) {
      refuseRegistration(req, res, fault);
    }
  });

  router.get("/apps/:app/:id", (req, res) => {
    const lease = present(req.params.app, req.params.id);
    if (!lease) return sendEmpty(res, 404);
    sendDocument(req, res, 200, { instance: fullInstance(lease) });
  });

  router.get("/instances/:id", (req, res) => {
    const lease = instances.findById(req.params.id);
    if (!lease || isGone(lease)) return sendEmpty(res, 404);
    sendDocument(req, res, 200, { instance: fullInstance(lease) });
  });

  router.put("/apps/:app/:id", (req, res) => {
    const query = queryOf(req);
    const lastDirtyTimestamp = dirtyTimestamp(query);
    if (lastDirtyTimestamp === false) return sendEmpty(res, 400);
    const override = query.get("overriddenstatus") ?? "";
    const outcome = instances.renew(req.params.app, req.params.id, {
      replication: isReplication(req),
      ...(lastDirtyTimestamp === undefined ? {} : { lastDirtyTimestamp }),
      ...(isStatus(override) ? { overriddenStatus: override } : {}),
    });
    onRenewal(outcome.kind);
    if (outcome.kind === "conflict")
      return sendDocument(req, res, 409, { instance: fullInstance(outcome.lease) });
    sendEmpty(res, outcome.kind === "renewed" ? 200 : 404);
  });

  router.delete("/apps/:app/:id", (req, res) => {
    answer(res, "cancelled", instances.cancel(req.params.app, req.params.id));
  });

  const statusOperation =
    (act: (app: string, id: string, status: Status | undefined, dirty?: number) => Lease | undefined) =>
    (req: Request<{ app: string; id: string }>, res: Response): void => {
      const query = queryOf(req);
      const value = query.get("value");
      const dirty = dirtyTimestamp(query);
      const known = value !== null && isStatus(value) ? value : undefined;
      const illegal = value === null ? req.method === "PUT" : known === undefined;
      const { app, id } = req.params;
      if (dirty === false || illegal) {
        sendEmpty(res, 400);
        return;
      }
      const found = present(app, id) !== undefined;
      const lease = found ? act(app, id, known, dirty) : undefined;
      answer(res, req.method === "PUT" ? "overridden" : "override-removed", lease);
    };
  router.put(
    "/apps/:app/:id/status",
    statusOperation((app, id, status, dirty) => instances.setOverride(app, id, status ?? "UNKNOWN", dirty)),
  );
  router.delete(
    "/apps/:app/:id/status",
    statusOperation((app, id, status, dirty) => instances.clearOverride(app, id, status, dirty)),
  );

  router.put("/apps/:app/:id/metadata", (req, res) => {
    const lease = present(req.params.app, req.params.id);
    if (!lease) return sendEmpty(res, 404);
    const added = new Map<string, string>();
    for (const [key, value] of queryOf(req)) if (!added.has(key)) added.set(key, value);
    const size = JSON.stringify([lease.instance.metadata, [...added]]).length;
    if (size > MAX_REGISTRATION_BYTES) return sendEmpty(res, 413);
    answer(res, "metadata-set", instances.mergeMetadata(req.params.app, req.params.id, [...added]));
  });

  return router;
}
