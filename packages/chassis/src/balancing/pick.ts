import type { Instance } from "../registry/port.ts";

export type PickOptions = {
  instances: readonly Instance[];
  tried: ReadonlySet<string>;
  isEjected: (id: string) => boolean;
  isFull: (id: string) => boolean;
  inFlight: (id: string) => number;
  /** 0..1: how much of a full share an instance that joined lately is given. */
  weight: (id: string) => number;
  zone: string | undefined;
  random: () => number;
};

/**
 * Power of two choices by requests in flight. Own zone first, without the ejected and the already tried; when
 * every instance is ejected they are all asked (panic): a guess that all are bad is more often wrong than right.
 */
export function pick(options: PickOptions): Instance | undefined {
  const open = options.instances.filter((one) => !options.tried.has(one.id) && !options.isFull(one.id));
  const healthy = open.filter((one) => !options.isEjected(one.id));
  const near = options.zone ? healthy.filter((one) => one.metadata.zone === options.zone) : [];
  const candidates = near.length > 0 ? near : healthy.length > 0 ? healthy : open;
  if (candidates.length < 2) return candidates[0];

  const first = Math.floor(options.random() * candidates.length);
  const offset = 1 + Math.floor(options.random() * (candidates.length - 1));
  const one = candidates[first]!;
  const other = candidates[(first + offset) % candidates.length]!;
  const better = options.inFlight(other.id) < options.inFlight(one.id) ? other : one;
  // A newcomer has nothing in flight and would win every draw: it is taken by its share only.
  if (options.weight(better.id) < 1 && options.random() >= options.weight(better.id)) {
    return better === one ? other : one;
  }
  return better;
}

/** From a tenth to a full share over the slow start. */
export function slowStartWeight(joinedAtMs: number, nowMs: number, slowStartMs: number): number {
  if (slowStartMs <= 0) return 1;
  return Math.min(1, Math.max(0.1, (nowMs - joinedAtMs) / slowStartMs));
}
