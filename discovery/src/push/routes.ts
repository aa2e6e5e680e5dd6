import express, { type Request, type Response, Router } from "express";
import { searchOf } from "../http/query.ts";
import { refuseEmpty, sendEmpty } from "../http/replies.ts";
import { isStatus } from "../registry/instance-info.ts";
import type { Instances } from "../registry/instances.ts";
import type { ChangeStream, Seen } from "./change-stream.ts";
import type { PresenceStreams } from "./presence-streams.ts";
import type { Streams } from "./streams.ts";

export type PushParts = {
  readonly instances: Instances;
  readonly streams: Streams;
  readonly changes: ChangeStream;
  readonly presence: PresenceStreams;
  readonly later: (ms: number, work: () => void) => () => void;
};

const MOST_WAIT_MS = 60_000;
const MAX_ACK_BYTES = 1_024;

type Ack = { readonly stream: string; readonly cursor?: string; readonly ping?: number };

function ackOf(body: unknown): Ack | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { stream, cursor, ping } = body as Record<string, unknown>;
  if (typeof stream !== "string") return undefined;
  if (typeof cursor === "string") return { stream, cursor };
  if (typeof ping === "number") return { stream, ping };
  return undefined;
}

/** Ours, and no part of Eureka's protocol: a client that knows nothing of it works as before. */
export function pushRoutes(parts: PushParts): Router {
  const { instances, streams, changes, presence } = parts;
  const push = Router();
  const waiting = new Set<() => void>();
  let isLookedAt = false;

  /** Once for all that happens in one turn: when many leave, each of many watchers says so of each of them. */
  const lookSoon = (): void => {
    if (isLookedAt || waiting.size === 0) return;
    isLookedAt = true;
    setImmediate(() => {
      isLookedAt = false;
      for (const look of [...waiting]) look();
    });
  };
  changes.onSeen(lookSoon);
  instances.onChange(lookSoon);

  const withRoom = (req: Request, res: Response): boolean => {
    if (streams.hasRoomFor(req)) return true;
    res.set("Retry-After", "5");
    sendEmpty(res, 429);
    return false;
  };

  push.use((req, res, next) => {
    // A page of another site can send a GET without an Origin, and end an instance by breaking a stream for it.
    const site = req.get("Sec-Fetch-Site");
    if (site !== undefined && site !== "same-origin" && site !== "none") return sendEmpty(res, 403);
    // Express takes HEAD for GET, and a stream would be opened that nobody reads.
    if (req.method === "HEAD") return sendEmpty(res, 405);
    next();
  });

  push.get("/changes", (req, res) => {
    if (withRoom(req, res)) changes.watch(streams.open(req, res), req.get("Last-Event-ID"));
  });

  push.get("/presence/:app/:id", (req, res) => {
    const lease = instances.find(req.params.app, req.params.id);
    // Whoever is not registered has nothing to lose by a stream, and must not cost us one.
    if (!lease) return sendEmpty(res, 404);
    if (withRoom(req, res)) presence.hold(streams.open(req, res), lease);
  });

  push.post("/ack", express.json({ limit: MAX_ACK_BYTES }), (req, res) => {
    const ack = ackOf(req.body);
    if (!ack) return sendEmpty(res, 400);
    const isKnown =
      ack.cursor === undefined
        ? presence.answered(ack.stream, ack.ping ?? 0)
        : changes.acknowledge(ack.stream, ack.cursor);
    sendEmpty(res, isKnown ? 204 : 404);
  });

  /** Answers once every watcher has seen that the instance has this status, or when the time is over. */
  push.get("/seen/:app/:id", (req, res) => {
    const { app, id } = req.params;
    const query = searchOf(req);
    const status = query.get("status") ?? "";
    const waitMs = Number(query.get("waitMs") ?? "0");
    if (!isStatus(status) || !(waitMs >= 0 && waitMs <= MOST_WAIT_MS)) return sendEmpty(res, 400);
    const seen = (): Seen | undefined => {
      const lease = instances.find(app, id);
      // Not told to this registry yet, when a peer of ours was: nobody here can have seen it.
      return lease && lease.instance.status !== status ? undefined : changes.seen(app, id);
    };
    const answer = (isLate: boolean): void => {
      if (res.headersSent || res.destroyed) return;
      const now = seen();
      if (!isLate && now?.behind !== 0) return;
      const { watchers } = changes.seen(app, id);
      res.json(now ?? { watchers, behind: watchers });
    };
    answer(waitMs === 0);
    if (res.headersSent || !withRoom(req, res)) return;
    streams.hold(req, res);
    const look = () => answer(false);
    waiting.add(look);
    const callOff = parts.later(waitMs, () => answer(true));
    res.once("close", () => {
      waiting.delete(look);
      callOff();
    });
  });

  const router = Router();
  router.use("/eureka/v2/push", push, refuseEmpty);
  router.use("/eureka/push", push, refuseEmpty);
  return router;
}
