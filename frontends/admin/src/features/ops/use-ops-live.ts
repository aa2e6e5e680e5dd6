import { openSocketIo } from "@siren/web/live/socket-line";
import { liveOff } from "@siren/web/live/status";
import { useObservable } from "@siren/web/use-observable";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { createOpsLive, type OpsNews } from "./ops-live.ts";
import { newsOf } from "./use-ops.ts";

const mostKept = 60;
export type KeptNews = { key: number; news: Exclude<OpsNews, { name: "tick" | "feed.lag" }> };

/** What is told is read anew at once; and what happened is kept for whoever has just looked away. */
export function useOpsLive() {
  const { access, now, chance, later } = useServices();
  const client = useQueryClient();
  const [happened, setHappened] = useState<readonly KeptNews[]>([]);
  const [live, setLive] = useState<ReturnType<typeof createOpsLive>>();
  useEffect(() => {
    let key = 0;
    const readAnew = (parts: readonly string[]) => {
      for (const part of parts) void client.invalidateQueries({ queryKey: ["ops", part] });
    };
    const made = createOpsLive({
      ...{ now, chance, later, token: access.token, renewToken: () => access.renew() },
      openSocket: openSocketIo(() => location.origin),
      onNews(news) {
        readAnew(newsOf[news.name]);
        if (news.name === "tick" || news.name === "feed.lag") {
          if (news.name === "tick" && news.data.problems.length > 0) readAnew(["problems"]);
          return;
        }
        key += 1;
        setHappened((before) => [{ key, news }, ...before].slice(0, mostKept));
      },
      onBack: () => void client.invalidateQueries({ queryKey: ["ops"] }),
    });
    setLive(made);
    made.start();
    return () => made.close();
  }, [access, chance, client, later, now]);
  const status = useObservable(live?.status ?? never);
  return { status, happened };
}

const off = liveOff(0);
const never = { get: () => off, subscribe: () => () => {} };
