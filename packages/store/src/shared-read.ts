/** `isOwn`: it was begun for whoever asked, so that it shows everything that was committed before. */
export type SharedRead<T> = { value: T; isOwn: boolean };

/**
 * Whoever asks for what is being read already waits for that answer: those who were woken by one event come back
 * together and ask the same.
 */
export function shareReads<T>(read: (what: string) => Promise<T>): (what: string) => Promise<SharedRead<T>> {
  const underWay = new Map<string, Promise<T>>();
  return async (what) => {
    const known = underWay.get(what);
    if (known) return { value: await known, isOwn: false };
    const own = read(what).finally(() => underWay.delete(what));
    underWay.set(what, own);
    return { value: await own, isOwn: true };
  };
}
