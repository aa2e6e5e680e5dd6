import type { IncomingHttpHeaders } from "node:http";
import type { RawHeaders } from "@siren/chassis/balancing/headers";
import { type Keepable, variantOf } from "./keepable.ts";

export type Copy = Keepable & {
  headers: RawHeaders;
  etag: string | undefined;
  body: Buffer;
  vary: readonly string[];
  /** When the service said so last. */
  atMs: number;
  /** Of which count of changes it was asked for. */
  change: number;
  /** The service could not be asked again when it was to be. */
  isDoubted: boolean;
};

export type CopyLimits = { mostCopies: number; mostBytes: number };

/** What one more copy costs beside its body. */
const headBytes = 1_024;
const mostVariants = 8;

const costOf = ({ body }: Copy) => body.length + headBytes;

/** The last good answers by address and variant. Those that were not asked for the longest make room. */
export function createCopies({ mostCopies, mostBytes }: CopyLimits) {
  const byAddress = new Map<string, Map<string, Copy>>();
  let bytes = 0;
  let count = 0;

  function drop(address: string): void {
    for (const copy of byAddress.get(address)?.values() ?? []) {
      bytes -= costOf(copy);
      count -= 1;
    }
    byAddress.delete(address);
  }

  function makeRoom(): void {
    for (const address of byAddress.keys()) {
      if (bytes <= mostBytes && count <= mostCopies) return;
      drop(address);
    }
  }

  return {
    find(address: string, asked: IncomingHttpHeaders): Copy | undefined {
      const variants = byAddress.get(address);
      if (!variants) return undefined;
      byAddress.delete(address);
      byAddress.set(address, variants);
      for (const [variant, copy] of variants) if (variantOf(copy.vary, asked) === variant) return copy;
      return undefined;
    },
    keep(address: string, asked: IncomingHttpHeaders, copy: Copy): void {
      const variants = byAddress.get(address) ?? new Map<string, Copy>();
      // What it is chosen by has changed: the others are found by other names.
      const [other] = variants.values();
      if (other && other.vary.join() !== copy.vary.join()) {
        drop(address);
        variants.clear();
      }
      const variant = variantOf(copy.vary, asked);
      const before = variants.get(variant);
      if (before) {
        bytes -= costOf(before);
        count -= 1;
      }
      variants.delete(variant);
      variants.set(variant, copy);
      bytes += costOf(copy);
      count += 1;
      const [oldest] = variants;
      if (oldest && variants.size > mostVariants) {
        variants.delete(oldest[0]);
        bytes -= costOf(oldest[1]);
        count -= 1;
      }
      byAddress.delete(address);
      byAddress.set(address, variants);
      makeRoom();
    },
    size: () => ({ copies: count, bytes }),
  };
}

export type Copies = ReturnType<typeof createCopies>;
