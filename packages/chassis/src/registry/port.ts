/** What a registry knows about one running process of a service. */
export type InstanceStatus = "UP" | "OUT_OF_SERVICE" | "DOWN" | "STARTING" | "UNKNOWN";

export type Instance = {
  id: string;
  service: string;
  host: string;
  port: number;
  status: InstanceStatus;
  metadata: Readonly<Record<string, string>>;
  /** Only where an operator named it by a URL; no registry says this. */
  url?: { scheme: "http" | "https"; path: string };
};

export type SelfDescription = {
  service: string;
  host: string;
  port: number;
  /** New with each process, so that an override set on one process never hits its successor. */
  bootId: string;
  /** Strings only: `management.port`, `public`, `zone`; the boot id is added. */
  metadata?: Readonly<Record<string, string>>;
};

export type SettableStatus = "UP" | "OUT_OF_SERVICE" | "DOWN";

/** `disk`: what the registry told last, kept while it is away. `seeds`: nothing was kept, and the configuration names some. */
export type RegistryView = { source: "live" | "disk" | "seeds" | "none"; asOfMs: number };

export type Registry = {
  /** Resolves once registered; a registry that does not answer is asked again for ever, with growing pauses. */
  register(self: SelfDescription): Promise<void>;
  setStatus(status: SettableStatus): Promise<void>;
  /**
   * Waits until those that call us have seen the status that we set last, but not longer than that. Where the
   * registry cannot tell, it is the whole time. Never throws.
   */
  noticed(mostMs: number): Promise<void>;
  /** Never throws: a registry that cannot be told lets the lease run out instead. */
  deregister(): Promise<void>;
  /** UP instances only, in a stable order. */
  instances(service: string): readonly Instance[];
  /** Names of all services with at least one UP instance. */
  services(): readonly string[];
  /** The listener hears the present list at once, then each change of it. */
  watch(service: string, listener: (instances: readonly Instance[]) => void): () => void;
  /** For those who look after the system: everybody that we know of, in whatever state. */
  known(): readonly Instance[];
  /** Told after each change of what is known; answers how to stop listening. */
  onChange(listener: (known: readonly Instance[]) => void): () => void;
  /** What the registry itself says just now; our view stays as it is. Rejects when it does not say. */
  ask(): Promise<readonly Instance[]>;
  /**
   * Takes another process out of service by the registry's own override, or gives it back to itself. Rejects when
   * the registry does not do it.
   */
  override(instance: Instance, status: "OUT_OF_SERVICE" | undefined): Promise<void>;
  /** Reads the registry now. Never throws. */
  refresh(): Promise<void>;
  view(): RegistryView;
  /** Our own instance id while we are registered or trying to be. */
  selfId(): string | undefined;
  close(): Promise<void>;
};

/** The part of the log that a registry, a balancer or a client writes to. */
export type EventLog = {
  debug?(event: string, fields?: Record<string, unknown>): void;
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
};

export type RegistryOptions = {
  dataDir: string;
  /**
   * Eureka: how often the whole registry is read while no change stream tells us (a server of another make, or
   * one that is away). 1 s: a change is seen soon, and the answer is small and gzipped.
   */
  fetchIntervalMs?: number;
  /** Consul: how long a watch may hear nothing. Our view is never older, and an agent that hangs is noticed after it. */
  silenceMs?: number;
  /** How often we renew, and how long the registry keeps us without. */
  lease?: Lease;
  log: EventLog;
  now: () => number;
  random?: () => number;
};

/**
 * 5 s / 15 s rather than Eureka's 30 s / 90 s: a process that died without a word is gone in 15 s, one PUT of
 * no body each 5 s costs nothing, and our registry counts expected renewals from each lease's own interval.
 * A registry that assumes 30 s for everybody wants REGISTRY_LEASE_S=30/90.
 */
export const defaultLease: Lease = { renewalMs: 5_000, durationMs: 15_000 };
export const defaultFetchIntervalMs = 1_000;
/** While a change stream tells us the whole is read for safety only. */
export const watchedFetchIntervalMs = 30_000;
export const defaultSilenceMs = 10_000;

export type Lease = { renewalMs: number; durationMs: number };

/** By then each process has found, at its next renewal, that the registry forgot it, and has registered again. */
export const forgottenGraceMs = ({ renewalMs }: Lease): number => renewalMs + 2_000;

export function instanceId(self: SelfDescription): string {
  return `${self.service}:${self.host}:${self.port}:${self.bootId}`;
}
