const partsOf = new WeakMap<AbortSignal, readonly AbortSignal[]>();

/**
 * `AbortSignal.any`, made to hold what it is made of. Node's holds that weakly and, since 24.16, follows none of it
 * before somebody listens: a part that was aborted and collected by then is never heard of (nodejs/node#65995). So a
 * replica's relay went on for minutes with a lease that it had lost.
 */
export function eitherSignal(...parts: AbortSignal[]): AbortSignal {
  const either = AbortSignal.any(parts);
  partsOf.set(either, parts);
  return either;
}
