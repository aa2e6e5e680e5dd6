import { proxy } from "../proxy/proxy.ts";
import { cors } from "./cors.ts";
import { identity } from "./identity.ts";
import { lastGood } from "./last-good.ts";
import { log } from "./log.ts";
import { origin } from "./origin.ts";
import type { PolicyModule } from "./policy.ts";
import { terminate } from "./terminate.ts";

/** All that a file may name. A new policy is one module, and one line here. */
export const knownPolicies: readonly PolicyModule[] = [
  origin,
  identity,
  lastGood,
  cors,
  log,
  terminate,
  proxy,
];
