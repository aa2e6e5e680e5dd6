import * as accounts from "@siren/contracts/accounts";
import { verdict, verdicts } from "@siren/contracts/audit";
import * as barista from "@siren/contracts/barista";
import { livePage } from "@siren/contracts/live";
import * as member from "@siren/contracts/member";
import * as menu from "@siren/contracts/menu";
import * as menuDesk from "@siren/contracts/menu-desk";
import * as order from "@siren/contracts/order";
import { problem } from "@siren/contracts/problems";
import * as push from "@siren/contracts/push";
import * as wallet from "@siren/contracts/wallet";
import * as z from "zod/mini";

/** The shapes of the contracts under the names that they have there, so that a document tells each once. */
export const namedShapes = z.registry<{ id: string }>();

const modules = [
  menu,
  menuDesk,
  order,
  push,
  barista,
  member,
  accounts,
  wallet,
  { verdict, verdicts, problem, livePage },
];

for (const [name, shape] of modules.flatMap((module) => Object.entries(module))) {
  if (shape instanceof z.core.$ZodObject && !namedShapes.has(shape))
    namedShapes.add(shape, { id: `${name.charAt(0).toUpperCase()}${name.slice(1)}` });
}
