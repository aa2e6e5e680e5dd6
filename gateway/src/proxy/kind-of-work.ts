import type { IncomingMessage } from "node:http";
import type { KindOfWork } from "@siren/chassis/http/shedding";
import { safeMethods } from "./safe-methods.ts";

/** Who sends a key has something to lose by not being heard, and asks again until they are. */
export const kindOf = ({ method = "", headers }: Pick<IncomingMessage, "method" | "headers">): KindOfWork =>
  safeMethods.has(method) || headers["idempotency-key"] === undefined ? "ordinary" : "keyed";
