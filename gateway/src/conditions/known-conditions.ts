import { always, never } from "./always-or-never.ts";
import { allOf, not, oneOf } from "./combined.ts";
import type { ConditionModule } from "./condition.ts";
import { pathmatch, regexpmatch } from "./path-found.ts";
import { hostMatch, method, pathExact, pathMatch } from "./what-is-asked.ts";
import { anonymous, authenticated } from "./who-is-known.ts";

/** All that a file may name. A new condition is one module, and one line here. */
export const knownConditions: readonly ConditionModule[] = [
  ...[always, never, pathMatch, pathExact, method, hostMatch],
  ...[pathmatch, regexpmatch],
  ...[authenticated, anonymous, allOf, oneOf, not],
];
