import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InstanceInfo, Status } from "./registry/instance-info.ts";
import { type Lease, unconfirmed } from "./registry/lease.ts";

const FORMAT = 1;

type Entry = {
  readonly instance: InstanceInfo;
  readonly override?: Status;
  readonly registeredAt: number;
  readonly serviceUpAt: number;
  readonly heardAt: number;
};

export type Loaded =
  | { readonly kind: "loaded"; readonly leases: Lease[] }
  | { readonly kind: "none" }
  | { readonly kind: "damaged"; readonly movedTo: string };

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
    const entries = decode(text);
    if (!entries) {
      const movedTo = `${this.#file}.damaged-${now}`;
      await rename(this.#file, movedTo);
      return { kind: "damaged", movedTo };
    }
    const leases = entries.map(({ instance, override, ...times }) =>
      unconfirmed(instance, override, times, now),
    );
    return { kind: "loaded", leases };
  }

  /** Writes one after the other, also when called while one is under way. */
  save(leases: readonly Lease[]): Promise<void> {
    const entries = leases.map(({ instance, override, registeredAt, serviceUpAt, heardAt }) => ({
      instance,
      ...(override ? { override } : {}),
      registeredAt,
      serviceUpAt,
      heardAt,
    }));
    const body = JSON.stringify(entries satisfies Entry[]);
    const text = `${JSON.stringify({ format: FORMAT, sha256: checksum(body) })}\n${body}\n`;
    const write = this.#writing.catch(() => undefined).then(() => replaceFile(this.#file, text));
    this.#writing = write;
    return write;
  }
}

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

async function replaceFile(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const next = `${file}.next`;
  const handle = await open(next, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
