export const waitingWords = {
  seconds: ["{n}초 뒤에 다시 할 수 있어요.", "You can try again in {n} s."],
  minutes: ["약 {n}분 뒤에 다시 할 수 있어요.", "You can try again in about {n} min."],
  now: ["이제 다시 해 보세요.", "Please try again now."],
} as const;

/** Seconds up to two minutes, then whole minutes, never fewer than are left. */
export function leftWords(
  ms: number,
  say: (key: keyof typeof waitingWords, filled?: { n: number }) => string,
): string {
  if (ms <= 0) return say("now");
  return ms <= 120_000
    ? say("seconds", { n: Math.ceil(ms / 1_000) })
    : say("minutes", { n: Math.ceil(ms / 60_000) });
}
