/** After the next picture but one: the first may have been begun before. A hidden page paints nothing. */
export const afterPaint = (run: () => void): void =>
  void requestAnimationFrame(() => void requestAnimationFrame(run));
