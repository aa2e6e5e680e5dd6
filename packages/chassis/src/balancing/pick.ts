import type { Instance } from "../registry/port.ts";
import { type Urn, urnOf } from "./urn.ts";

export type PickOptions = {
  /** Where to look, the better place first: the wanted version in the own zone, the wanted version, the zone, all. */
  urns: readonly Urn[];
  /** Neither tried already nor full. */
  isFree: (id: string) => boolean;
  /** Not left alone for trouble it made. */
  isWell: (id: string) => boolean;
  inFlight: (id: string) => number;
  /** How much of the work is its due, beside the others. */
  weight: (instance: Instance) => number;
  /** 0..1: how much of a full share an instance that joined lately is given. */
  warmth: (id: string) => number;
  random: () => number;
};

/** So many draws, and then all are looked through: that is for lists of which little is left. */
const mostDraws = 8;

/**
 * Power of two choices: of two that are drawn by weight, the one with less under way for its weight. Drawing by
 * weight alone would still send to one that has stopped getting on; comparing alone would send all to the heaviest.
 * When none is well they are all asked (panic): a guess that all are bad is more often wrong than right.
 */
export function pick(options: PickOptions): Instance | undefined {
  const { urns, isFree, isWell } = options;
  const isFit = (one: Instance) => isFree(one.id) && isWell(one.id);
  for (const urn of urns) {
    const found = twoChoices(urn, isFit, options);
    if (found) return found;
  }
  const everywhere = urns.at(-1);
  return everywhere && twoChoices(everywhere, (one) => isFree(one.id), options);
}

function twoChoices(urn: Urn, isFit: (one: Instance) => boolean, options: PickOptions): Instance | undefined {
  if (urn.instances.length === 1) return urn.instances.find(isFit);
  const { random, warmth } = options;
  let one: Instance | undefined;
  for (let draws = 0; draws < mostDraws; draws++) {
    const drawn = urn.draw(random);
    if (drawn === undefined) break;
    if (drawn === one || !isFit(drawn)) continue;
    // A newcomer has nothing in flight and would win each comparison: it is drawn by its share only.
    const share = warmth(drawn.id);
    if (share < 1 && random() >= share) continue;
    if (one) return lessBusy(one, drawn, options);
    one = drawn;
  }
  return amongFew(urn.instances.filter(isFit), options);
}

/** The draws met hardly anybody: those who are left, weighed anew. */
function amongFew(fit: readonly Instance[], options: PickOptions): Instance | undefined {
  if (fit.length < 2) return fit[0];
  const { random, weight, warmth } = options;
  const due = (one: Instance) => weight(one) * warmth(one.id);
  const one = urnOf(fit, due).draw(random) ?? fit[Math.floor(random() * fit.length)];
  const others = fit.filter((other) => other !== one);
  const other = urnOf(others, due).draw(random);
  return one && other ? lessBusy(one, other, options) : one;
}

/** Equals go to the one that was drawn first, so that chance, and with it the weights, decides while little is asked. */
function lessBusy(one: Instance, other: Instance, { inFlight, weight, warmth }: PickOptions): Instance {
  const busyness = (each: Instance) => inFlight(each.id) / (weight(each) * warmth(each.id));
  return busyness(other) < busyness(one) ? other : one;
}
