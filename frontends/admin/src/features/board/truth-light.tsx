import { clockTime, useLanguage, useSay } from "@siren/web/i18n";
import { liveWords } from "@siren/web/ui/live-chip";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useEffect } from "react";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import type { BoardFeed } from "./board-feed.ts";
import type { Truth } from "./truth.ts";

const alarmEveryMs = 10_000;

const isAlarm = ({ state }: Truth): boolean => state === "silent" || state === "gap";

export function useTruth(feed: BoardFeed): Truth {
  useNow(500);
  return feed.truth();
}

/** Says at every moment whether this board may be believed, and since when not. */
export function TruthLight({ truth }: { truth: Truth }) {
  const say = useText();
  const { sounds } = useServices();
  const alarms = isAlarm(truth);
  useEffect(() => {
    if (!alarms) return;
    sounds.alarm();
    const timer = setInterval(sounds.alarm, alarmEveryMs);
    return () => clearInterval(timer);
  }, [alarms, sounds]);

  const sayLive = useSay(liveWords);
  const language = useLanguage();
  const filled = {
    n: truth.n ?? 0,
    s: Math.floor((truth.silentMs ?? 0) / 1000),
    time: truth.toldAt === null ? "" : clockTime(truth.toldAt, language),
  };
  const words = {
    starting: sayLive("connecting"),
    "in-sync": say("lightInSync", filled),
    "catching-up": sayLive("catching-up"),
    offline: sayLive("offline", filled),
    gap: say("lightGap", filled),
    silent: truth.silentMs === null ? say("lightNever") : say("lightSilent", filled),
  };
  return (
    <p className="truth-light" data-testid="truth-light" data-state={truth.state}>
      <span className="truth-dot" aria-hidden="true" />
      <span className="truth-words">{words[truth.state]}</span>
    </p>
  );
}

/** Read out once when it begins, and not with each second that it lasts. */
export function TruthAlarm({ truth }: { truth: Truth }) {
  const say = useText();
  return <div role="alert">{isAlarm(truth) ? <p className="truth-alarm">{say("lightAlarm")}</p> : null}</div>;
}

export function SoundButton() {
  const say = useText();
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
