import { type Observable, observable } from "@siren/web/observable";

const rememberedAs = "siren.board.sound";

/** `blocked`: wanted, but the browser waits for a tap before it lets a page make a sound. */
export type SoundState = "on" | "off" | "blocked";

type Tone = { hz: number; atS: number; forS: number };

const newOrder: Tone[] = [
  { hz: 659, atS: 0, forS: 0.35 },
  { hz: 880, atS: 0.16, forS: 0.5 },
];
/** A ticket is not as it was: one soft tone. */
const changed: Tone[] = [{ hz: 587, atS: 0, forS: 0.3 }];
/** Downwards: put it down. */
const voided: Tone[] = [
  { hz: 523, atS: 0, forS: 0.25 },
  { hz: 349, atS: 0.2, forS: 0.5 },
];
/** For those who wait in the room. */
const called: Tone[] = [
  { hz: 784, atS: 0, forS: 0.7 },
  { hz: 988, atS: 0.22, forS: 0.7 },
  { hz: 1319, atS: 0.44, forS: 1.1 },
];
const alarm: Tone[] = [0, 0.32, 0.64].map((atS) => ({ hz: 392, atS, forS: 0.2 }));

export type Sounds = ReturnType<typeof createSounds>;

/** Made of tones, so that nothing has to be fetched at the moment when it matters. */
export function createSounds(storage: Pick<Storage, "getItem" | "setItem">) {
  const isWanted = () => storage.getItem(rememberedAs) !== "off";
  const state = observable<SoundState>(isWanted() ? "blocked" : "off");
  let context: AudioContext | undefined;

  async function allow(): Promise<void> {
    if (!isWanted()) return;
    context ??= new AudioContext();
    await context.resume().catch(() => undefined);
    if (isWanted()) state.set(context.state === "running" ? "on" : "blocked");
  }

  function play(tones: readonly Tone[], loudness: number): void {
    if (state.get() !== "on" || !context) return;
    for (const { hz, atS, forS } of tones) {
      const start = context.currentTime + atS;
      const volume = context.createGain();
      volume.gain.setValueAtTime(0, start);
      volume.gain.linearRampToValueAtTime(loudness, start + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.001, start + forS);
      const tone = context.createOscillator();
      tone.type = "triangle";
      tone.frequency.value = hz;
      tone.connect(volume).connect(context.destination);
      tone.start(start);
      tone.stop(start + forS);
    }
  }

  return {
    state: state as Observable<SoundState>,
    /** To be called in a tap. */
    allow,
    async toggle(): Promise<void> {
      if (state.get() === "on") {
        storage.setItem(rememberedAs, "off");
        state.set("off");
        return;
      }
      storage.setItem(rememberedAs, "on");
      await allow();
      play(newOrder, 0.25);
    },
    newOrder: () => play(newOrder, 0.35),
    changed: () => play(changed, 0.25),
    voided: () => play(voided, 0.35),
    called: () => play(called, 0.4),
    alarm: () => play(alarm, 0.3),
  };
}
