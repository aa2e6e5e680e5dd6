import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import type { BoardFeed } from "./board-feed.ts";
import type { Floor } from "./board-state.ts";
import { useBoardText } from "./texts.ts";

const delaysMinutes = [5, 10, 15, 20, 30];
const lastsMs = 30 * 60_000;

type Props = { open: boolean; onClose: () => void; feed: BoardFeed; board: Floor };

export function DelayDialog({ open, onClose, feed, board }: Props) {
  const say = useBoardText();
  const late = (minutes: number) => {
    onClose();
    feed.wishes.say({ about: "delay", minutes, until: feed.serverNow() + lastsMs });
  };
  const { minutes: posted } = board.delay;
  return (
    <Dialog open={open} title={say("delayTitle")} onClose={onClose}>
      <p className="soft">{say("delayLead")}</p>
      <div className="reasons">
        {delaysMinutes.map((n) => (
          <Button
            key={n}
            wide
            look={n === posted ? "main" : "quiet"}
            data-testid={`delay-${n}`}
            onClick={() => late(n)}
          >
            {say("delayMinutes", { n })}
          </Button>
        ))}
        {posted > 0 ? (
          <Button wide look="danger" data-testid="delay-end" onClick={() => late(0)}>
            {say("delayEnd")}
          </Button>
        ) : null}
        <Button wide look="bare" onClick={onClose}>
          {say("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
