type Parts = {
  afterMs: number;
  now: () => number;
  later: (ms: number, run: () => void) => () => void;
  onSilent: (heardAt: number) => void;
};

/** An open connection that says nothing is worth nothing: notices when the other side was last heard too long ago. */
export function createSilenceWatch({ afterMs, now, later, onSilent }: Parts) {
  let heardAt = now();
  let stopTimer = () => {};

  const isSilent = () => now() - heardAt >= afterMs;

  function look(): void {
    if (isSilent()) onSilent(heardAt);
    else stopTimer = later(heardAt + afterMs - now(), look);
  }

  return {
    start(): void {
      stopTimer();
      heardAt = now();
      look();
    },
    heard(): void {
      heardAt = now();
    },
    /** Asked where a timer may have slept, with the tablet or the hidden page. */
    isSilent,
    stop(): void {
      stopTimer();
    },
  };
}
