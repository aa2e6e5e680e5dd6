import { proxy } from "../proxy/proxy.ts";
import { basicAuth } from "./basic-auth.ts";
import { compression } from "./compression.ts";
import { cors } from "./cors.ts";
import { fallback } from "./fallback.ts";
import { identity } from "./identity.ts";
import { jwt } from "./jwt/jwt.ts";
import { keyAuth } from "./key-auth.ts";
import { lastGood } from "./last-good.ts";
import { limits } from "./limits.ts";
import { log } from "./log.ts";
import { origin } from "./origin.ts";
import type { PolicyModule } from "./policy.ts";
import { rateLimit } from "./rate-limit.ts";
import { requestTransformer } from "./request-transformer.ts";
import { responseTransformer } from "./response-transformer.ts";
import { rewrite } from "./rewrite.ts";
import { terminate } from "./terminate.ts";

/** All that a file may name. A new policy is one module, and one line here. */
export const knownPolicies: readonly PolicyModule[] = [
  origin,
  identity,
  fallback,
  limits,
  compression,
  lastGood,
  cors,
  rateLimit,
  jwt,
  keyAuth,
  basicAuth,
  log,
  requestTransformer,
  responseTransformer,
  rewrite,
  terminate,
  proxy,
];
