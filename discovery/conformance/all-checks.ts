import type { Check } from "./check.ts";
import { batches } from "./checks/batches.ts";
import { beyond } from "./checks/beyond.ts";
import { leases } from "./checks/leases.ts";
import { listing } from "./checks/listing.ts";
import { overriding } from "./checks/overriding.ts";
import { registering } from "./checks/registering.ts";
import { renewing } from "./checks/renewing.ts";
import { replicating } from "./checks/replicating.ts";
import { shapes } from "./checks/shapes.ts";

export const allChecks: readonly Check[] = [
  ...[registering, renewing, overriding, shapes, listing, leases, batches, replicating, beyond].flat(),
].sort((a, b) => a.number - b.number);
