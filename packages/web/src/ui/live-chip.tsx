import { clockTime, useLanguage, useSay } from "../i18n.ts";
import type { LiveStatus } from "../live/status.ts";

/** Both pages say it alike. */
export const liveWords = {
  live: ["실시간", "Live"],
  "catching-up": ["놓친 소식을 받는 중", "Catching up"],
  offline: ["{time}부터 연결 끊김", "Offline since {time}"],
  connecting: ["연결하는 중", "Connecting"],
} as const;

/** Whether the page hears what happens, and since when it does not. Nothing where it does not want to. */
export function LiveChip({ status: { state, since, road } }: { status: LiveStatus }) {
  const say = useSay(liveWords);
  const language = useLanguage();
  if (state === "off") return null;
  return (
    <p className="ui-live" data-testid="live-state" data-state={state} data-road={road}>
      <span className="ui-live-dot" aria-hidden="true" />
      {say(state, { time: clockTime(since, language) })}
    </p>
  );
}
