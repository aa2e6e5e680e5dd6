import { clockTime, useLanguage, useSay } from "@siren/web/i18n";
import { liveWords } from "@siren/web/ui/live-chip";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useEffect } from "react";
import { useServices } from "../../shared/services.ts";
import type { BoardFeed } from "./board-feed.ts";
import { type SayBoard, useBoardText } from "./texts.ts";
import { isAlarm, type Truth } from "./truth.ts";

const alarmEveryMs = 10_000;
const lookEveryMs = 500;

/** Alone looks at the clock several times a second: nothing else of the board is drawn for it. */
function useTruth(feed: BoardFeed, everyMs: number): Truth {
  useNow(everyMs);
  return feed.truth();
}

/** Says at every moment whether this board may be believed, and since when not. */
export function TruthLight({ feed }: { feed: BoardFeed }) {
  const say = useBoardText();
  const sayLive = useSay(liveWords);
  const language = useLanguage();
  const truth = useTruth(feed, lookEveryMs);
  useAlarm(isAlarm(truth));
  const { n, toldAt, silentMs, cutOffAt } = truth;
  const filled = {
    n: n ?? 0,
    s: ((silentMs ?? 0) / 1000).toFixed(1),
    age: ageWords(silentMs ?? 0, say),
    time: toldAt === null ? "" : clockTime(toldAt, language),
  };
  const words = {
    starting: sayLive("connecting"),
    "in-sync": say("lightInSync", filled),
    // Never seen since it was started: then there is no time to say.
    "cut-off": cutOffAt
      ? say("lightCutOff", { time: clockTime(cutOffAt, language) })
      : say("lightCutOffEver"),
    "catching-up": sayLive("catching-up"),
    offline: sayLive("offline", filled),
    gap: say("lightGap", filled),
    silent: toldAt === null ? say("lightNever") : say("lightSilent", filled),
  };
  return (
    <p className="truth-light" data-testid="truth-light" data-state={truth.state} data-n={n ?? undefined}>
      <span className="truth-dot" aria-hidden="true" />
      <span className="truth-words">{words[truth.state]}</span>
    </p>
  );
}

function ageWords(ms: number, say: SayBoard): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 120) return say("seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? say("minutes", { n: minutes })
    : say("hours", { n: Math.floor(minutes / 60), m: minutes % 60 });
}

function useAlarm(isOn: boolean): void {
  const { sounds } = useServices();
  useEffect(() => {
    if (!isOn) return;
    sounds.alarm();
    const timer = setInterval(sounds.alarm, alarmEveryMs);
    return () => clearInterval(timer);
  }, [isOn, sounds]);
}

/** Read out once when it begins, and not with each second that it lasts. */
export function TruthAlarm({ feed }: { feed: BoardFeed }) {
  const say = useBoardText();
  const isOn = isAlarm(useTruth(feed, 2 * lookEveryMs));
  return <div role="alert">{isOn ? <p className="truth-alarm">{say("lightAlarm")}</p> : null}</div>;
}

export function SoundButton() {
  const say = useBoardText();
  const { sounds } = useServices();
  const state = useObservable(sounds.state);
  const words = { on: say("soundOn"), off: say("soundOff"), blocked: say("soundBlocked") };
  return (
    <button
      type="button"
      className="chip"
      data-state={state}
      aria-pressed={state === "on"}
      onClick={() => void sounds.toggle()}
    >
      <SoundMark isOn={state === "on"} />
      <span className="chip-words">{words[state]}</span>
    </button>
  );
}

const SoundMark = ({ isOn }: { isOn: boolean }) => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor">
    <path d="M4 9.500v5h4l5 4v-13l-5 4z" fill="currentColor" stroke="none" />
    <path
      d={isOn ? "M16 9a4 4 0 0 1 0 6M18.5 6.500a8 8 0 0 1 0 11" : "m16.5 9.5 5 5m0-5-5 5"}
      strokeWidth="2"
    />
  </svg>
);
