import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";

/** `released`: how many leases it has given back so far. */
export type Beat = { beats: number; released: number };

export type Beats = {
  /** Says that this process goes on. */
  beat(): void;
  /** Says that a lease was given back. */
  released(): void;
  /** What was last said under this name; undefined: such a one says nothing here. */
  of(holder: string): Beat | undefined;
  /** For a while nobody else has had the store open: nothing of theirs can wait to be found. */
  isAlone(): boolean;
  close(): void;
};

/** One that says nothing for so long is frozen or dead; should it come back, it says so anew. */
const silentMs = 10_000;
/** What somebody did just before they went is found by looks that go on for so long. */
const aloneAfterMs = 5_000;
const lookEveryMs = 500;
const lateMs = 1_000;

export type BeatFilesOptions = {
  /** Of all processes on one store. */
  folder: string;
  holder: string;
  monotonicMs: () => number;
};

/**
 * Who is there, for processes on one machine: a file each, whose bytes change with each beat. A beat through the store
 * is a way to and fro and a commit, four times a second in each process; here it is a write of sixteen bytes.
 */
export function openBeatFiles({ folder, holder, monotonicMs }: BeatFilesOptions): Beats {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, holder);
  const said: Beat = { beats: 0, released: 0 };
  const bytes = Buffer.alloc(16);
  const others = new Map<string, { beats: number; sinceMs: number }>();
  let fd = openSync(path, "w", 0o600);
  let beatAtMs = monotonicMs();
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let metAtMs = monotonicMs();
  let isClosed = false;

  function say(): void {
    if (isClosed) return;
    bytes.writeDoubleLE(said.beats, 0);
    bytes.writeDoubleLE(said.released, 8);
    writeSync(fd, bytes, 0, bytes.length, 0);
  }

  function of(name: string): Beat | undefined {
    try {
      const read = readFileSync(join(folder, name));
      if (read.length !== bytes.length) return undefined;
      return { beats: read.readDoubleLE(0), released: read.readDoubleLE(8) };
    } catch {
      return undefined;
    }
  }

  function remove(name: string): void {
    try {
      unlinkSync(join(folder, name));
    } catch {
      // Somebody else was quicker.
    }
  }

  function isThere(name: string, atMs: number): boolean {
    const beats = of(name)?.beats ?? -1;
    const known = others.get(name);
    if (known?.beats !== beats) {
      others.set(name, { beats, sinceMs: atMs });
      return true;
    }
    if (atMs - known.sinceMs < silentMs) return true;
    others.delete(name);
    remove(name);
    return false;
  }

  function lookAround(): void {
    const atMs = monotonicMs();
    if (atMs - lookedAtMs < lookEveryMs) return;
    lookedAtMs = atMs;
    const names = filesIn(folder).filter((name) => name !== holder);
    for (const name of others.keys()) if (!names.includes(name)) others.delete(name);
    const there = names.filter((name) => isThere(name, atMs));
    if (there.length > 0) metAtMs = atMs;
  }

  say();
  return {
    beat() {
      const atMs = monotonicMs();
      // Taken for dead meanwhile, its file may have been removed.
      if (!isClosed && atMs - beatAtMs > lateMs) {
        closeSync(fd);
        fd = openSync(path, "w", 0o600);
      }
      beatAtMs = atMs;
      said.beats += 1;
      say();
    },
    released() {
      said.released += 1;
      say();
    },
    of,
    isAlone() {
      lookAround();
      return monotonicMs() - metAtMs >= aloneAfterMs;
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      closeSync(fd);
      remove(holder);
    },
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Taken away under our feet.
    return [];
  }
}
