import type { IncomingMessage } from "node:http";
import { sendProblem } from "@siren/chassis/http/problem-replies";
import type { KindOfWork, Shedding } from "@siren/chassis/http/shedding";
import type { Log } from "@siren/chassis/log";
import type { RequestHandler } from "express";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/** Who sends a key has something to lose by not being heard, and asks again until they are. */
export const kindOf = ({ method = "", headers }: Pick<IncomingMessage, "method" | "headers">): KindOfWork =>
  safeMethods.has(method) || headers["idempotency-key"] === undefined ? "ordinary" : "keyed";

/** Before anything is done for a request. */
export const shed =
  (shedding: Shedding, log: Log): RequestHandler =>
  (req, res, next) => {
    try {
      shedding.admit(kindOf(req));
    } catch (error) {
      sendProblem(error, req, res, log);
      return;
    }
    next();
  };
