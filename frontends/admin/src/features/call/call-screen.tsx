import "./call.css";
import { announce } from "@siren/web/announce";
import { clockTime, localised, useLanguage } from "@siren/web/i18n";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useEffect, useRef, useState } from "react";
import { useParams } from "react-router";
import { useStores } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { createCallFeed } from "./call-feed.ts";
import { type Called, noCalls } from "./call-state.ts";
import { useCallText } from "./texts.ts";

/** A name that has just been called stands out for so long. */
const freshMs = 20_000;
/** Without an answer for so long, what hangs there may not be so any more. */
const oldAfterMs = 25_000;

const notYet = { get: () => noCalls, subscribe: () => () => {} };
const unread = { readAt: null, isUnknown: false };
const notRead = { get: () => unread, subscribe: () => () => {} };

/** The screen above the counter: for all who wait, read from across the room, touched by nobody. */
export function CallScreen() {
  const say = useCallText();
  const { storeId = "" } = useParams();
  const services = useServices();
  const language = useLanguage();
  const store = useStores().data?.find((each) => each.storeId === storeId);
  const name = store ? localised(store.name, language) : storeId;
  const [feed, setFeed] = useState<ReturnType<typeof createCallFeed>>();
  const [fresh, setFresh] = useState<ReadonlySet<number>>(new Set());
  const words = useRef<(called: Called) => string>(() => "");
  words.current = ({ number, nickname }) => say("called", { number, nickname });
  useEffect(() => {
    document.title = `${name} · Siren`;
  }, [name]);
  useEffect(() => {
    const timers = new Set<() => void>();
    const onCalled = (called: readonly Called[]) => {
      services.sounds.called();
      for (const one of called) announce(words.current(one));
      const numbers = called.map(({ number }) => number);
      setFresh((before) => new Set([...before, ...numbers]));
      const stop = services.later(freshMs, () => {
        timers.delete(stop);
        setFresh((before) => new Set([...before].filter((one) => !numbers.includes(one))));
      });
      timers.add(stop);
    };
    const opened = createCallFeed(storeId, services, onCalled);
    setFeed(opened);
    void opened.start();
    addEventListener("online", opened.hurry);
    document.addEventListener("visibilitychange", opened.hurry);
    return () => {
      removeEventListener("online", opened.hurry);
      document.removeEventListener("visibilitychange", opened.hurry);
      for (const stop of timers) stop();
      opened.dispose();
    };
  }, [storeId, services]);
  const { ready, making } = useObservable(feed?.calls ?? notYet);
  const { readAt, isUnknown } = useObservable(feed?.status ?? notRead);
  return (
    <main className="call" data-testid="call-board">
      <header className="call-head">
        <h1>{name}</h1>
        <SoundWish />
        <CallClock readAt={readAt} />
      </header>
      {isUnknown ? <p className="call-none">{say("unknown")}</p> : null}
      <section className="call-ready" aria-labelledby="call-ready">
        <h2 id="call-ready">{say("ready")}</h2>
        {ready.length === 0 ? <p className="call-none">{say("nothingReady")}</p> : null}
        <ol>
          {ready.map(({ number, nickname }) => (
            <li
              key={number}
              data-testid="called"
              data-number={number}
              data-fresh={fresh.has(number) || undefined}
            >
              <b>{number}</b> <span>{nickname}</span>
            </li>
          ))}
        </ol>
      </section>
      <section className="call-making" aria-labelledby="call-making">
        <h2 id="call-making">{say("making")}</h2>
        {making.length === 0 ? <p className="call-none">{say("nothingMaking")}</p> : null}
        <ol>
          {making.map(({ number, nickname }) => (
            <li key={number} data-testid="being-made" data-number={number}>
              <b>{number}</b> <span>{nickname}</span>
            </li>
          ))}
        </ol>
      </section>
    </main>
  );
}

/** The time, and since when there is nothing new, which nobody in the room would notice otherwise. */
function CallClock({ readAt }: { readAt: number | null }) {
  const say = useCallText();
  const language = useLanguage();
  const now = useNow(1_000);
  const isOld = readAt !== null && now - readAt > oldAfterMs;
  return (
    <>
      <p className="call-clock">{clockTime(now, language)}</p>
      <div role="status">
        {isOld ? (
          <p className="call-old" data-testid="call-old">
            {say("old", { time: clockTime(readAt, language) })}
          </p>
        ) : null}
      </div>
    </>
  );
}

function SoundWish() {
  const say = useCallText();
  const { sounds } = useServices();
  const state = useObservable(sounds.state);
  if (state !== "blocked") return null;
  return (
    <button type="button" className="chip" data-state="blocked" onClick={() => void sounds.toggle()}>
      {say("soundAllow")}
    </button>
  );
}
