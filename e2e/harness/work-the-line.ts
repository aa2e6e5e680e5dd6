import type { BoardPage } from "./pages.ts";

const patienceMs = 1_500;
/** What moves a ticket on, in the order in which a barista looks: what is ready is called before anything is begun. */
const steps = ["hand-over", "cup-done", "ready", "start", "accept"];

/**
 * Somebody at a board: takes from one end of it what can be done next, until `isOver`. A button that goes away under
 * the finger was somebody else's: then the next one.
 */
export async function workTheLine(
  board: BoardPage,
  { end, isOver, leaves = [] }: { end: "first" | "last"; isOver: () => boolean; leaves?: readonly number[] },
): Promise<number> {
  const others = leaves.map((number) => `:not([data-number="${number}"])`).join("");
  let taps = 0;
  while (!isOver()) {
    const found = await nextButton(board, others, end);
    if (!found) {
      await board.page.waitForTimeout(100);
      continue;
    }
    await found.click({ timeout: patienceMs }).then(
      () => {
        taps += 1;
      },
      () => undefined,
    );
  }
  return taps;
}

async function nextButton(board: BoardPage, others: string, end: "first" | "last") {
  for (const step of steps) {
    const all = board.page.locator(`[data-testid="ticket"]${others} [data-testid="${step}"]`);
    if ((await all.count()) > 0) return end === "first" ? all.first() : all.last();
  }
  return undefined;
}
