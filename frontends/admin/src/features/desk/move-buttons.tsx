import { useDeskText } from "./desk-texts.ts";

type MoveProps = { name: string; isFirst: boolean; isLast: boolean; onMove: (by: -1 | 1) => void };

/** Grey at the ends, and still there: who moves something along keeps the focus. */
export function MoveButtons({ name, isFirst, isLast, onMove }: MoveProps) {
  const say = useDeskText();
  return (
    <span className="desk-moves">
      <button
        type="button"
        className="desk-move"
        aria-label={say("up", { name })}
        aria-disabled={isFirst}
        onClick={() => (isFirst ? undefined : onMove(-1))}
      >
        ↑
      </button>
      <button
        type="button"
        className="desk-move"
        aria-label={say("down", { name })}
        aria-disabled={isLast}
        onClick={() => (isLast ? undefined : onMove(1))}
      >
        ↓
      </button>
    </span>
  );
}
