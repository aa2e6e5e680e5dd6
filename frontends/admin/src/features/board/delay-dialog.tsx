import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useServices } from "../../shared/services.ts";
import type { BoardFeed } from "./board-feed.ts";
import { type Floor, withDelay } from "./board-state.ts";
import { useBoardText } from "./texts.ts";
import { useStoreWrite } from "./use-store-write.ts";
import { WriteFault } from "./write-fault.tsx";

const delaysMinutes = [5, 10, 15, 20, 30];
const lastsMs = 30 * 60_000;

type Props = { open: boolean; onClose: () => void; feed: BoardFeed; board: Floor };

export function DelayDialog({ open, onClose, feed, board }: Props) {
  const say = useBoardText();
  const { now } = useServices();
  const delay = useStoreWrite<number>({
    storeId: board.storeId,
    call: (minutes) => ({ method: "POST", path: "/delay", body: { minutes } }),
    onDone(minutes) {
      feed.note((shown, n) => withDelay(shown, { minutes, until: now() + lastsMs, n }));
      onClose();
    },
  });
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
            busy={delay.wished === n}
            data-testid={`delay-${n}`}
            onClick={() => delay.say(n)}
          >
            {say("delayMinutes", { n })}
          </Button>
        ))}
        {posted > 0 ? (
          <Button wide look="danger" data-testid="delay-end" onClick={() => delay.say(0)}>
            {say("delayEnd")}
          </Button>
        ) : null}
        <WriteFault error={delay.error} />
        <Button wide look="bare" onClick={onClose}>
          {say("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
