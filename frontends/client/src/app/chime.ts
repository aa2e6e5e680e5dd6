/** A ring that could not be heard for longer than this comes too late to mean what it says. */
const stillTrueMs = 20_000;

type Parts = {
  openSound?: () => AudioContext;
  now?: () => number;
};

/** Three rising notes and a buzz. A page may sound only after a tap: `allow` is called in each. */
export function createChime({ openSound = () => new AudioContext(), now = Date.now }: Parts = {}) {
  let context: AudioContext | undefined;

  /** A context that was put to sleep in the background wakes in a tap, too. */
  function allow(): void {
    try {
      context ??= openSound();
      if (context.state !== "running") context.resume().catch(() => {});
    } catch {
      // Without sound there is still the buzz, the title and the screen.
    }
  }

  function note(on: AudioContext, at: number, pitchHz: number): void {
    const tone = on.createOscillator();
    const loudness = on.createGain();
    tone.type = "sine";
    tone.frequency.value = pitchHz;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.7);
    tone.connect(loudness).connect(on.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }

  function play(on: AudioContext): void {
    const from = on.currentTime + 0.05;
    [659.3, 784, 1046.5, 784, 1046.5].forEach((pitch, at) => {
      note(on, from + at * 0.28, pitch);
    });
  }

  async function playAwake(on: AudioContext): Promise<void> {
    const rungAt = now();
    await on.resume().catch(() => {});
    if (on.state === "running" && now() - rungAt < stillTrueMs) play(on);
  }

  return {
    allow,
    ring(): void {
      if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([300, 120, 300, 120, 500]);
      if (context?.state === "running") play(context);
      else if (context) void playAwake(context);
    },
  };
}
