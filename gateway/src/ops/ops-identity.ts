import type { BackEnd } from "@siren/chassis/back-end";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import { identityHeader } from "@siren/contracts/identity";
import type { RequestHandler } from "express";
import { type Asking, addressKey, type Whence } from "../edge/whence.ts";
import type { OriginCheck } from "../policies/origin-check.ts";
import { whoAsks } from "../policies/who-asks.ts";

/**
 * The gateway's own routes are guarded like a service's: by an identity that the edge has made. What the
 * browser sent under that name is overwritten or removed.
 */
export const opsIdentity =
  (backEnd: BackEnd, checkOrigin: OriginCheck, whence: (req: Asking) => Whence): RequestHandler =>
  async (req, res, next) => {
    try {
      checkOrigin(req);
      const caller = await whoAsks(backEnd, req.headers, addressKey(whence(req).address));
      delete req.headers[identityHeader];
      if (caller.kind !== "anonymous")
        req.headers[identityHeader] = await backEnd.identity.headerFor("gateway", caller);
      next();
    } catch (error) {
      sendProblem(error, req, res, backEnd.log);
    }
  };
