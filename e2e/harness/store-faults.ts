import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { eventually } from "./eventually.ts";

export const storeServices = ["menu", "member", "barista", "order"] as const;
export type StoreService = (typeof storeServices)[number];

/** What packages/embedded-mongo's switch can do wrong, by its own names. */
export const faultKinds = [
  "transientTransactionError",
  "writeConflict",
  "unknownCommitResult",
  "dropBefore",
  "dropAfter",
  "slow",
] as const;
export type FaultKind = (typeof faultKinds)[number];

export type FaultPlan = Partial<Record<Exclude<FaultKind, "slow">, number>> & {
  seed?: number;
  slowMs?: number;
  slowChance?: number;
  next?: { kind: FaultKind; command?: string; times?: number; slowMs?: number }[];
};

type Report = { plan: FaultPlan; done: Record<FaultKind, number> };

/** The switch of each service's store: a file that the running service looks at, and one in which it reports. */
export class StoreFaults {
  readonly #folder = mkdtempSync(join(tmpdir(), "siren-faults-"));

  /** For `startTestStack`: who is started with it does wrong what `planOf` says from its first moment on. */
  env(planOf: (service: StoreService) => FaultPlan): Record<StoreService, Record<string, string>> {
    const entries = storeServices.map((service) => {
      this.#write(service, planOf(service));
      return [service, { STORE_FAULTS_FILE: this.#file(service) }];
    });
    return Object.fromEntries(entries);
  }

  /** Resolves when the service's store does as it is told now. */
  async set(service: StoreService, plan: FaultPlan): Promise<void> {
    this.#write(service, plan);
    await eventually(`${service} follows its fault switch`, () =>
      isDeepStrictEqual(this.#report(service).plan, plan),
    );
  }

  async off(): Promise<void> {
    await Promise.all(storeServices.map((service) => this.set(service, {})));
  }

  done(service: StoreService): Record<FaultKind, number> {
    return this.#report(service).done;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #file(service: StoreService): string {
    return join(this.#folder, `${service}.json`);
  }

  #report(service: StoreService): Report {
    return JSON.parse(readFileSync(`${this.#file(service)}.report`, "utf8"));
  }

  /** Whole or not at all: the service may look at any moment. */
  #write(service: StoreService, plan: FaultPlan): void {
    const draft = `${this.#file(service)}.draft`;
    writeFileSync(draft, JSON.stringify(plan));
    renameSync(draft, this.#file(service));
  }
}
