import type { OptionGroup } from "@siren/contracts/menu";
import { lacking } from "../../shared/options.ts";

type Key = "pickOne" | "optional" | "upTo" | "between" | "exactly" | "lacking";
type Say = (key: Key, filled?: Record<string, string | number>) => string;

/** How many of a group are wanted, and what is still missing. */
export function hintOf(group: OptionGroup, chosen: readonly string[], say: Say): string {
  const { min, max } = group;
  const missing = lacking(group, chosen);
  if (missing > 0) return say("lacking", { n: missing });
  if (min === 1 && max === 1) return say("pickOne");
  if (min === 0) return max > 1 ? say("upTo", { n: max }) : say("optional");
  return min === max ? say("exactly", { n: min }) : say("between", { min, max });
}
