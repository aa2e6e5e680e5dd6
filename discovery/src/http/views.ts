import type { Instances } from "../registry/instances.ts";
import { ListingPieces } from "./listing-pieces.ts";
import { gzipOf, type Piece, plainOf } from "./packed-pieces.ts";
import type { Format } from "./replies.ts";
import { appsHash } from "./wire.ts";

export type Rendered = { readonly plain: () => Buffer; readonly gzip: () => Buffer };

/** How a listing is written. */
export type Shape = { readonly format: Format; readonly compact: boolean; readonly versionOne: boolean };

function lazily(make: () => Buffer): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const rendered = (pieces: readonly Piece[]): Rendered => ({
  plain: lazily(() => plainOf(pieces)),
  gzip: lazily(() => gzipOf(pieces)),
});

/**
 * Every listing as bytes that can be sent, made at the first read after a change, so that a read after a write
 * always sees it. Of what was rendered before, only what changed is rendered again. Only listings of what exists
 * are kept: names made up by a caller must not make it grow.
 */
export class Views {
  readonly #instances: Instances;
  readonly #now: () => number;
  readonly #kept = new Map<string, Rendered>();
  readonly #pieces = new Map<string, ListingPieces>();
  #version = -1;
  #deltasMade = 0;

  constructor(instances: Instances, now: () => number) {
    this.#instances = instances;
    this.#now = now;
  }

  all(shape: Shape): Rendered {
    return this.#keep("all", shape, () => {
      const leases = this.#instances.all();
      return this.#of("all", shape).applications(leases, "1", appsHash(leases));
    });
  }

  delta(shape: Shape): Rendered {
    return this.#keep("delta", shape, () => {
      this.#deltasMade++;
      // The hash is that of the whole registry: the client compares it with what it has after applying the delta.
      // When it leaves something out none may match: counts alone would, of as many who came as went.
      const missing = this.#instances.isDeltaComplete ? "" : "INCOMPLETE_1_";
      const hash = appsHash(this.#instances.all()) + missing;
      const changed = this.#instances.recentlyChanged();
      return this.#of("delta", shape).applications(changed, String(this.#deltasMade), hash);
    });
  }

  app(name: string, shape: Shape): Rendered | undefined {
    if (!this.#instances.hasApp(name)) return undefined;
    return this.#keep(`app ${name}`, shape, () =>
      this.#of("app", shape).application(name, this.#instances.ofApp(name)),
    );
  }

  byAddress(field: "vipAddress" | "secureVipAddress", wanted: string, shape: Shape): Rendered {
    const name = `${field} ${wanted}`;
    const kept = this.#find(name, shape);
    if (kept) return kept;
    const leases = this.#instances
      .all()
      .filter(({ instance }) => instance[field]?.split(",").includes(wanted) === true);
    const pieces = this.#of("vip", shape).applications(leases, "-1", appsHash(leases));
    return leases.length === 0 ? rendered(pieces) : this.#keep(name, shape, () => pieces);
  }

  #find(name: string, shape: Shape): Rendered | undefined {
    const { version } = this.#instances;
    if (version !== this.#version) this.#kept.clear();
    this.#version = version;
    return this.#kept.get(keyOf(name, shape));
  }

  #keep(name: string, shape: Shape, render: () => readonly Piece[]): Rendered {
    const kept = this.#find(name, shape);
    if (kept) return kept;
    const view = rendered(render());
    this.#kept.set(keyOf(name, shape), view);
    return view;
  }

  #of(kind: string, shape: Shape): ListingPieces {
    const key = keyOf(kind, shape);
    let pieces = this.#pieces.get(key);
    if (!pieces) {
      pieces = new ListingPieces(kind === "app" ? "application" : "applications", shape, this.#now);
      this.#pieces.set(key, pieces);
    }
    return pieces;
  }
}

const keyOf = (name: string, { format, compact, versionOne }: Shape): string =>
  `${format} ${versionOne ? "v1" : "v2"} ${compact ? "compact" : "full"} ${name}`;
