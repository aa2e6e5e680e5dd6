import { Button } from "@siren/web/ui/button";
import { useObservable } from "@siren/web/use-observable";
import { useEffect } from "react";
import type { Acting } from "./acting.ts";
import type { Taps } from "./taps.ts";
import { useBoardText } from "./texts.ts";

const staysMs = 7_000;

/** For some seconds the last tap can be taken back, where that is possible at all. */
export function UndoBar({ acting, taps }: { acting: Acting; taps: Pick<Taps, "all"> }) {
  const say = useBoardText();
  const last = useObservable(acting.last);
  const all = useObservable(taps.all);
  useEffect(() => {
    if (!last) return;
    const timer = setTimeout(acting.forget, staysMs);
    return () => clearTimeout(timer);
  }, [last, acting]);
  const own = last && all.get(last.tapped.tap.ticketId)?.find(({ key }) => key === last.tapped.key);
  const isOffered = last && own?.phase !== "refused" && (last.undoneBy !== null || own?.isTried === false);
  return (
    <div role="status">
      {isOffered ? (
        <div className="undo-bar">
          <p>
            {last.others.length > 0
              ? say("didTogether", { n: last.others.length + 1 })
              : say(`did-${last.tapped.tap.verb}`, { number: last.tapped.about.number })}
          </p>
          <Button data-testid="undo" onClick={() => acting.undo(last)}>
            {say("undo")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
