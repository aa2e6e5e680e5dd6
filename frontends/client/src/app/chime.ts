/** Three rising notes and a buzz. A page may sound only after a tap: `allow` is called in one. */
export function createChime() {
  let context: AudioContext | undefined;

  function allow(): void {
    try {
      context ??= new AudioContext();
      void context.resume();
    } catch {
      // Without sound there is still the buzz, the title and the screen.
    }
  }

  function note(at: number, pitchHz: number): void {
    if (!context) return;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.type = "sine";
    tone.frequency.value = pitchHz;
    loudness.gain.setValueAtTime(0.0001, at);
    loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.7);
    tone.connect(loudness).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.75);
  }

  /** A phone puts the sound to sleep with the page; what would wake up much later would ring for nothing. */
  async function isAwake(sound: AudioContext): Promise<boolean> {
    const askedAt = Date.now();
    if (sound.state !== "running") await sound.resume();
    return Date.now() - askedAt < 3_000;
  }

  return {
    allow,
    async ring(): Promise<void> {
      if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.([300, 120, 300, 120, 500]);
      if (!context || !(await isAwake(context).catch(() => false))) return;
      const from = context.currentTime + 0.05;
      [659.3, 784, 1046.5, 784, 1046.5].forEach((pitch, at) => {
        note(from + at * 0.28, pitch);
      });
    },
  };
}
