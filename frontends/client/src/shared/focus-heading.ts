/** For whoever pressed what is gone now: the keyboard goes on from the top of the screen, not of the page. */
export const focusHeading = (): void =>
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
