import type { Collections } from "./collections.ts";
import type { Leases } from "./leases.ts";
import { StoreRefused } from "./store-refused.ts";

/** `up` must bear being run again: a process may die between its work and the note that it was done. */
export type Migration = { version: number; name: string; up: () => Promise<void> };

export type MigrationParts = { collections: Collections; leases: Leases; now: () => number };

/** Forward only. One replica migrates, the others wait until the version stands. */
export async function migrate(parts: MigrationParts, migrations: readonly Migration[]): Promise<void> {
  const ordered = migrations.toSorted((a, b) => a.version - b.version);
  refuseRepeatedVersions(ordered);
  const wanted = ordered.at(-1)?.version ?? 0;
  const reached = await versionOf(parts.collections);
  if (reached > wanted) {
    throw new StoreRefused(
      `the data is of version ${reached}, this program knows only ${wanted}: start the newer program or restore older data`,
    );
  }
  if (reached === wanted) return;
  await underLease(parts.leases, async () => {
    const from = await versionOf(parts.collections);
    for (const { version, name, up } of ordered) {
      if (version <= from) continue;
      await up();
      await parts.collections.migrations.insertOne({ _id: version, name, at: parts.now() });
    }
  });
}

async function versionOf({ migrations }: Collections): Promise<number> {
  return (await migrations.find().sort({ _id: -1 }).limit(1).toArray())[0]?._id ?? 0;
}

function underLease(leases: Leases, work: () => Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const campaign = leases.campaign("migrations", async (lease) => {
    await work().then(resolve, reject);
    // Keeps the lease until the campaign is closed below; that may have happened already.
    if (lease.signal.aborted) return;
    await new Promise<void>((end) => lease.signal.addEventListener("abort", () => end(), { once: true }));
  });
  return promise.finally(() => campaign.close());
}

function refuseRepeatedVersions(ordered: readonly Migration[]): void {
  for (const [i, { version, name }] of ordered.entries()) {
    if (!Number.isInteger(version) || version < 1 || ordered[i - 1]?.version === version) {
      throw new Error(`migration "${name}": version ${version} is not a positive number of its own`);
    }
  }
}
