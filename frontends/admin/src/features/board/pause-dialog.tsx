import { clockTime, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useBoardText } from "./texts.ts";

const pausesMinutes = [10, 20, 30, 60];

type Props = {
  open: boolean;
  closesAt: number | null;
  /** By the service's clock: a tablet's may be behind, and a pause that is over is none. */
  now: () => number;
  onClose: () => void;
  /** Null is until somebody opens again. */
  onPause: (until: number | null) => void;
};

export function PauseDialog({ open, closesAt, now, onClose, onPause }: Props) {
  const say = useBoardText();
  const language = useLanguage();
  return (
    <Dialog open={open} title={say("pauseTitle")} onClose={onClose}>
      <p className="soft">{say("pauseLead")}</p>
      <div className="reasons">
        {pausesMinutes.map((n) => {
          const until = now() + n * 60_000;
          return (
            <Button key={n} wide look="quiet" data-testid={`pause-${n}`} onClick={() => onPause(until)}>
              {say("forMinutes", { n, time: clockTime(until, language) })}
            </Button>
          );
        })}
        {closesAt !== null && closesAt > now() ? (
          <Button wide look="quiet" onClick={() => onPause(closesAt)}>
            {say("pauseClosing", { time: clockTime(closesAt, language) })}
          </Button>
        ) : null}
        <Button wide look="quiet" data-testid="pause-open" onClick={() => onPause(null)}>
          {say("pauseOpen")}
        </Button>
        <Button wide look="bare" onClick={onClose}>
          {say("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
