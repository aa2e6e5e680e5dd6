import type { Instance } from "../registry/port.ts";
import type { Group } from "./choice.ts";
import { toldWeight, type Urn, urnOf } from "./urn.ts";

export type Members = {
  list(): readonly Instance[];
  ids(): readonly string[];
  replace(instances: readonly Instance[]): void;
  weightOf(instance: Instance): number;
  /** By instance id, over what the instances say themselves. */
  weigh(weights: Readonly<Record<string, number>>): void;
  /** Where to look for one of the group: there first, in our own zone first, and in the end among all that may be asked. */
  urnsFor(group: Group | undefined, among: Group | undefined): readonly Urn[];
};

/** Who belongs to a service, sorted once for each change of the list instead of once for each request. */
export function createMembers(zone: string | undefined): Members {
  let members: readonly Instance[] = [];
  let ids: readonly string[] = [];
  let weights: Readonly<Record<string, number>> = {};
  const urnsByGroup = new Map<string, readonly Urn[]>();
  const weightOf = (one: Instance) => weights[one.id] ?? toldWeight(one);
  const isNear = ({ metadata }: Instance) => metadata.zone === zone;

  function nearFirst(from: readonly Instance[]): Urn[] {
    const near = zone === undefined ? [] : from.filter(isNear);
    const all = urnOf(from, weightOf);
    return near.length === 0 || near.length === from.length ? [all] : [urnOf(near, weightOf), all];
  }

  function build(group: Group | undefined, among: Group | undefined): readonly Urn[] {
    const asked = among ? members.filter((one) => among.has(one)) : members;
    const all = nearFirst(asked);
    const inGroup = group ? asked.filter((one) => group.has(one)) : [];
    return inGroup.length === 0 || inGroup.length === asked.length ? all : [...nearFirst(inGroup), ...all];
  }

  return {
    list: () => members,
    ids: () => ids,
    replace(instances) {
      members = instances;
      ids = instances.map(({ id }) => id);
      urnsByGroup.clear();
    },
    weightOf,
    weigh(given) {
      weights = given;
      urnsByGroup.clear();
    },
    urnsFor(group, among) {
      const key = group ? `${group.key} ${among?.key ?? ""}` : (among?.key ?? "");
      const found = urnsByGroup.get(key);
      if (found) return found;
      // Asked for by people, who may make up any number of names.
      if (urnsByGroup.size >= 64) urnsByGroup.clear();
      const made = build(group, among);
      urnsByGroup.set(key, made);
      return made;
    },
  };
}
