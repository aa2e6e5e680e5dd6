import { createHash } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { InstanceInfo, Status } from "./registry/instance-info.ts";
import { type Lease, unconfirmed } from "./registry/lease.ts";
import { bytesOf } from "./registry/weight.ts";

const FORMAT = 1;

type Entry = {
  readonly instance: InstanceInfo;
  readonly override?: Status;
  readonly registeredAt: number;
  readonly serviceUpAt: number;
  readonly heardAt: number;
};

export type Loaded =
  /** `movedTo`: the newest was damaged, and this is the one before. */
  | { readonly kind: "loaded"; readonly leases: Lease[]; readonly movedTo?: string }
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly movedTo: string };

const beforeOf = (file: string): string => `${file}.before`;

const checksum = (text: string): string => createHash("sha256").update(text).digest("hex");

/** First line format and checksum, then the leases; whole or not at all, for it is renamed into place. */
export class Snapshot {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.#file = join(dataDir, "registry.snapshot");
  }

  /** Whether the folder can be written, before anything else is started. */
  async probe(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const probe = `${this.#file}.probe`;
    await writeFile(probe, "");
    await rm(probe);
  }

  async load(now: number): Promise<Loaded> {
    let text: string;
    try {
      text = await readFile(this.#file, "utf8");
    } catch (fault) {
      if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return { kind: "none" };
      throw fault;
    }
    const newest = decode(text);
    const movedTo = newest ? undefined : `${this.#file}.damaged-${now}`;
    if (movedTo !== undefined) await rename(this.#file, movedTo);
    const entries = newest ?? decode(await readFile(beforeOf(this.#file), "utf8").catch(() => ""));
    if (!entries) return { kind: "damaged", movedTo: movedTo ?? "" };
    const leases = entries.map(({ instance, override, ...times }) =>
      // Weighed anew: it may have been written by a version that weighed otherwise, or not at all.
      unconfirmed({ ...instance, bytes: bytesOf(instance) }, override, times, now),
    );
    return { kind: "loaded", leases, ...(movedTo === undefined ? {} : { movedTo }) };
  }

  /** Writes one after the other, also when called while one is under way. */
  save(leases: readonly Lease[]): Promise<void> {
    const write = this.#writing
      .catch(() => undefined)
      .then(async () => replaceFile(this.#file, await encode(leases)));
    this.#writing = write;
    return write;
  }
}

const ENCODED_AT_ONCE = 250;

/** In slices, with room for requests between them: ten thousand leases are a tenth of a second's work. */
async function encode(leases: readonly Lease[]): Promise<Buffer[]> {
  const sum = createHash("sha256");
  const body: Buffer[] = [];
  const add = (text: string) => {
    const bytes = Buffer.from(text);
    sum.update(bytes);
    body.push(bytes);
  };
  for (let at = 0; at < leases.length; at += ENCODED_AT_ONCE) {
    if (at > 0) await setImmediate();
    const entries = leases.slice(at, at + ENCODED_AT_ONCE).map(entryOf);
    add(`${at === 0 ? "[" : ","}${JSON.stringify(entries).slice(1, -1)}`);
  }
  add(leases.length === 0 ? "[]" : "]");
  const head = JSON.stringify({ format: FORMAT, sha256: sum.digest("hex") });
  return [Buffer.from(`${head}\n`), ...body, Buffer.from("\n")];
}

const entryOf = ({ instance, override, registeredAt, serviceUpAt, heardAt }: Lease): Entry => ({
  instance,
  ...(override ? { override } : {}),
  registeredAt,
  serviceUpAt,
  heardAt,
});

function decode(text: string): Entry[] | undefined {
  const [head = "", body = ""] = text.split("\n");
  try {
    const header = JSON.parse(head) as { format?: unknown; sha256?: unknown };
    if (header.format !== FORMAT || header.sha256 !== checksum(body)) return undefined;
    return JSON.parse(body) as Entry[];
  } catch {
    return undefined;
  }
}

async function replaceFile(file: string, pieces: readonly Buffer[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.next`;
  const handle = await open(next, "w", 0o600);
  try {
    await handle.writeFile(pieces);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // A second try should the newest be damaged. Where there is none yet, or no links are to be had, go without.
  await rm(beforeOf(file), { force: true });
  await link(file, beforeOf(file)).catch(() => {});
  await rename(next, file);
  await syncFolder(dirname(file));
}

/** Else a power cut may undo the renaming. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
