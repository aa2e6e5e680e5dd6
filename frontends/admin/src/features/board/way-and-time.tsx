import type { TicketView } from "@siren/contracts/barista";
import { clockTime, useLanguage } from "@siren/web/i18n";
import { useBoardText } from "./texts.ts";

/** How it leaves the counter, and when where that was said. Most are taken out as soon as possible: no word for that. */
export function WayAndTime({ ticket: { handOver, pickUpAt } }: { ticket: TicketView }) {
  const say = useBoardText();
  const language = useLanguage();
  return (
    <>
      {handOver === "take-out" ? null : (
        <p className="tag" data-tag="WAY">
          {say(handOver)}
        </p>
      )}
      {pickUpAt === null ? null : (
        <p className="tag" data-tag="TIME">
          {say("pickUpAt", { time: clockTime(pickUpAt, language) })}
        </p>
      )}
    </>
  );
}
