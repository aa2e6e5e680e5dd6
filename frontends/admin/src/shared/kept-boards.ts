import { type BoardView, boardView } from "@siren/contracts/barista";
import { readJson, storage } from "@siren/web/storage";

const listedAs = "siren.boards";
const nameOf = (storeId: string) => `siren.board.${storeId}`;
/** Older than a shift, nothing of it would help anybody. */
const longestMs = 12 * 60 * 60_000;

/** How a store's board stood when it was last told, for a tablet that is started again in a dead network. */
export function keepBoard(view: BoardView, now: number): void {
  const ids = new Set([...listed(), view.storeId]);
  storage.setItem(listedAs, JSON.stringify([...ids]));
  storage.setItem(nameOf(view.storeId), JSON.stringify({ at: now, view }));
}

export function keptBoard(storeId: string, now: number): { at: number; view: BoardView } | undefined {
  const found = readJson(storage, nameOf(storeId)) as { at?: unknown; view?: unknown } | null;
  const at = typeof found?.at === "number" ? found.at : Number.NaN;
  const view = boardView.safeParse(found?.view);
  return view.success && now - at < longestMs ? { at, view: view.data } : undefined;
}

/** Names of customers are on them: they go when nobody is signed in any more. */
export function forgetBoards(): void {
  for (const storeId of listed()) storage.removeItem(nameOf(storeId));
  storage.removeItem(listedAs);
}

function listed(): string[] {
  const found = readJson(storage, listedAs);
  return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
}
