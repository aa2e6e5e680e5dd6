import express, { type Request, type Response, Router } from "express";
import type { Origin } from "../registry/change-feed.ts";
import { isStatus } from "../registry/instance-info.ts";
import type { RenewOutcome } from "../registry/instances.ts";
import type { Lease } from "../registry/lease.ts";
import type { Operations } from "../registry/operations.ts";
import { searchOf } from "./query.ts";
import { Incomplete, readRegistration, Unparseable } from "./registration.ts";
import { sendDocument, sendEmpty } from "./replies.ts";
import { asVersionOne, isVersionOne } from "./version-one.ts";
import { fullInstance } from "./wire.ts";
import { registrationFromXml } from "./xml.ts";

const MAX_REGISTRATION_BYTES = 64 * 1024;
const CHARSETS = new Map<string, "utf8" | "latin1">([
  ["utf-8", "utf8"],
  ["utf8", "utf8"],
  ["us-ascii", "utf8"],
  ["iso-8859-1", "latin1"],
]);

export type InstanceRoutesOptions = {
  readonly now: () => number;
  /** So many that somebody makes them up: more would take the memory that the others need. */
  readonly maxInstances: number;
  readonly onRenewal: (outcome: RenewOutcome["kind"]) => void;
};

/** Undefined: not given. `false`: given, and not a number. */
function dirtyTimestamp(query: URLSearchParams): number | undefined | false {
  const given = query.get("lastDirtyTimestamp");
  if (given === null) return undefined;
  return /^-?\d{1,16}$/.test(given) && Number.isSafeInteger(Number(given)) ? Number(given) : false;
}

const originOf = (req: Request): Origin =>
  req.get("x-netflix-discovery-replication") === "true" ? "peer" : "client";

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

/** Undefined: a type or a charset that is not read here. Without a type it is taken for JSON. */
function bodyForm(req: Request): { xml: boolean; encoding: "utf8" | "latin1" } | undefined {
  const given = req.get("Content-Type");
  const type = given === undefined ? "application/json" : req.is(["application/json", "application/xml"]);
  const charset = /charset=["']?([^\s"';]*)/i.exec(given ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  const encoding = CHARSETS.get(charset);
  return type && encoding ? { xml: type === "application/xml", encoding } : undefined;
}

const bodyText = (req: Request, encoding: "utf8" | "latin1"): string => {
  const bytes: unknown = req.body;
  return Buffer.isBuffer(bytes) ? bytes.toString(encoding).replace(/^\ufeff/, "") : "";
};

function sendInstance(req: Request, res: Response, status: number, lease: Lease): void {
  sendDocument(req, res, status, (format) => {
    const seen = format === "xml" && isVersionOne(req) ? asVersionOne(lease) : lease;
    return { instance: fullInstance(seen) };
  });
}

/** Everything that concerns one instance. Only a registration has a body; what others send is not looked at. */
export function instanceRoutes(operations: Operations, options: InstanceRoutesOptions): Router {
  const { now, maxInstances, onRenewal } = options;
  const router = Router({ caseSensitive: true });
  const answer = (res: Response, lease: Lease | undefined): void => sendEmpty(res, lease ? 200 : 404);

  const wholeBody = express.raw({ type: () => true, limit: MAX_REGISTRATION_BYTES });
  router.post("/apps/:app", wholeBody, (req, res) => {
    const form = bodyForm(req);
    if (!form) return sendEmpty(res, 415);
    try {
      const text = bodyText(req, form.encoding);
      const body: unknown = form.xml ? registrationFromXml(text) : JSON.parse(text);
      const submitted = readRegistration(body, req.params.app, now());
      if (!operations.isAllowed(submitted))
        throw new Incomplete("The ip address lies in no network that is taken here");
      if (operations.isFull(submitted, maxInstances)) return sendEmpty(res, 503);
      operations.register(submitted, originOf(req));
      sendEmpty(res, 204);
    } catch (fault) {
      refuseRegistration(req, res, fault);
    }
  });

  router.get("/apps/:app/:id", (req, res) => {
    const lease = operations.present(req.params.app, req.params.id);
    if (!lease) return sendEmpty(res, 404);
    sendInstance(req, res, 200, lease);
  });

  router.get("/instances/:id", (req, res) => {
    const lease = operations.presentById(req.params.id);
    if (!lease) return sendEmpty(res, 404);
    sendInstance(req, res, 200, lease);
  });

  router.put("/apps/:app/:id", (req, res) => {
    const query = searchOf(req);
    const lastDirtyTimestamp = dirtyTimestamp(query);
    if (lastDirtyTimestamp === false) return sendEmpty(res, 400);
    const override = query.get("overriddenstatus") ?? "";
    const outcome = operations.renew(req.params.app, req.params.id, {
      origin: originOf(req),
      ...(lastDirtyTimestamp === undefined ? {} : { lastDirtyTimestamp }),
      ...(isStatus(override) ? { overriddenStatus: override } : {}),
    });
    onRenewal(outcome.kind);
    if (outcome.kind === "conflict") return sendInstance(req, res, 409, outcome.lease);
    sendEmpty(res, outcome.kind === "renewed" ? 200 : 404);
  });

  router.delete("/apps/:app/:id", (req, res) => {
    answer(res, operations.cancel(req.params.app, req.params.id, originOf(req)));
  });

  router.all("/apps/:app/:id/status", (req, res, next) => {
    if (req.method !== "PUT" && req.method !== "DELETE") return next();
    const query = searchOf(req);
    const value = query.get("value");
    const lastDirtyTimestamp = dirtyTimestamp(query);
    const status = value !== null && isStatus(value) ? value : undefined;
    const illegal = value === null ? req.method === "PUT" : status === undefined;
    if (lastDirtyTimestamp === false || illegal) return sendEmpty(res, 400);
    const { app, id } = req.params;
    const given = {
      origin: originOf(req),
      ...(lastDirtyTimestamp === undefined ? {} : { lastDirtyTimestamp }),
    };
    const isSet = req.method === "PUT" && status !== undefined;
    answer(
      res,
      isSet ? operations.setStatus(app, id, status, given) : operations.removeStatus(app, id, status, given),
    );
  });

  router.put("/apps/:app/:id/metadata", (req, res) => {
    const lease = operations.present(req.params.app, req.params.id);
    if (!lease) return sendEmpty(res, 404);
    const added = new Map<string, string>();
    for (const [key, value] of searchOf(req)) if (!added.has(key)) added.set(key, value);
    const size = JSON.stringify([lease.instance.metadata, [...added]]).length;
    if (size > MAX_REGISTRATION_BYTES) return sendEmpty(res, 413);
    if (!operations.hasRoomFor(size)) return sendEmpty(res, 503);
    answer(res, operations.setMetadata(req.params.app, req.params.id, [...added], originOf(req)));
  });

  return router;
}
