import { gzipSync } from "node:zlib";

export type Rendered = { readonly plain: Buffer; readonly gzip: () => Buffer };

/**
 * Views rendered once per change of the registry, so that a read after a write always sees it. Only views of
 * things that exist are kept: names made up by a caller must not make it grow.
 */
export class ReadCache {
  readonly #version: () => number;
  readonly #views = new Map<string, Rendered>();
  #renderedAt = -1;

  constructor(version: () => number) {
    this.#version = version;
  }

  get(key: string, exists: boolean, render: () => string): Rendered {
    const version = this.#version();
    if (version !== this.#renderedAt) this.#views.clear();
    this.#renderedAt = version;
    const kept = this.#views.get(key);
    if (kept) return kept;
    const plain = Buffer.from(render());
    let packed: Buffer | undefined;
    const view: Rendered = {
      plain,
      gzip: () => {
        packed ??= gzipSync(plain);
        return packed;
      },
    };
    if (exists) this.#views.set(key, view);
    return view;
  }
}
