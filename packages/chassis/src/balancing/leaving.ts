/** What is needed of an AbortSignal, which is one too. */
export type Leaving = {
  readonly aborted: boolean;
  /** The caller did not leave: it was cut off, because the answer was not gone on with. */
  readonly isForSilence?: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
};

/** An AbortController and its signal, for where there is one for each request: an EventTarget is dear, and its fault more so. */
export class Left implements Leaving {
  aborted = false;
  isForSilence = false;
  #listeners: (() => void)[] = [];

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
  }

  abort(isForSilence = false): void {
    if (this.aborted) return;
    this.isForSilence = isForSilence;
    this.aborted = true;
    const told = this.#listeners;
    this.#listeners = [];
    for (const listener of told) listener();
  }
}
