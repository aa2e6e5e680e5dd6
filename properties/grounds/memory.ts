import type { Store } from "@siren/store/open-store";
import type { Ground } from "../services/open-world.ts";
import { createDisk, openMemoryStore, type PlantedFaults } from "./memory-ports.ts";
import { isStanding } from "./standing-timers.ts";

/** Maps in place of a database, for many days in little time. */
export function openMemoryGround(planted: PlantedFaults = {}): Ground {
  const disks = { order: createDisk(), barista: createDisk(), member: createDisk() };
  return {
    async open(name, { reach }) {
      const store = { ...openMemoryStore(disks[name], reach, planted), migrate: async () => {} };
      // As much of a store as the services' parts ask for that are wired here; the rest would be missed at once.
      return store as unknown as Store;
    },
    abandon: async () => {},
    told: async (name, after) => disks[name].events.slice(after),
    async leftLying(name) {
      const { outbox, aside, timers } = disks[name];
      const due = [...timers.keys()].filter((id) => !isStanding(id));
      return [
        ...outbox.map(({ type, aggregateId }) => `${name} has not told ${type} of ${aggregateId}`),
        ...[...aside.values()].map((error) => `${name} set aside ${error}`),
        ...due.map((id) => `${name} still has the timer ${id}`),
      ];
    },
    async endDay(name) {
      const { collections, timers, taken, once } = disks[name];
      for (const kept of [...collections.values(), timers, taken, once]) kept.clear();
    },
    close: async () => {},
  };
}
