import type { Instance } from "../registry/port.ts";
import type { PickOptions } from "./pick.ts";
import type { Urn } from "./urn.ts";

/** The golden section: whatever the weights, equal stretches of turns meet each instance about equally often. */
const step = (Math.sqrt(5) - 1) / 2;
const mostTurns = 8;

/** One after the other; whoever is unwell or was tried is passed over, as with two choices. */
export function createRoundRobin() {
  let turn = 0;

  function next({ instances, areEqual, draw }: Urn, isFit: (one: Instance) => boolean): Instance | undefined {
    const most = areEqual ? instances.length : mostTurns;
    for (let turns = 0; turns < most; turns++) {
      turn = (turn + 1) % Number.MAX_SAFE_INTEGER;
      const one = areEqual ? instances[turn % instances.length] : draw(() => (turn * step) % 1);
      if (one && isFit(one)) return one;
    }
    return areEqual ? undefined : instances.find(isFit);
  }

  return ({
    urns,
    isFree,
    isWell,
  }: Pick<PickOptions, "urns" | "isFree" | "isWell">): Instance | undefined => {
    for (const urn of urns) {
      const found = next(urn, (one) => isFree(one.id) && isWell(one.id));
      if (found) return found;
    }
    const everywhere = urns.at(-1);
    return everywhere && next(everywhere, (one) => isFree(one.id));
  };
}
