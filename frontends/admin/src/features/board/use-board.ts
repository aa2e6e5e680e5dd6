import { useEffect, useState } from "react";
import { useMember, useServices } from "../../shared/services.ts";
import { type BoardFeed, createBoardFeed } from "./board-feed.ts";
import type { News } from "./news.ts";

/** A board lives as long as it is looked at; another store's or another person's is a new one. */
export function useBoard(storeId: string): BoardFeed | null {
  const services = useServices();
  const member = useMember();
  const memberId = member?.memberId;
  const [feed, setFeed] = useState<BoardFeed | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person at this tablet starts anew, another nickname does not
  useEffect(() => {
    if (!member) return;
    const { sounds } = services;
    const ring = ({ queued, changed, voided }: News) => {
      if (voided > 0) sounds.voided();
      else if (queued > 0) sounds.newOrder();
      else if (changed > 0) sounds.changed();
    };
    const opened = createBoardFeed(storeId, member, services, ring);
    setFeed(opened);
    void opened.start();
    const look = () => {
      if (document.visibilityState === "hidden") return opened.keep();
      opened.hurry();
      void opened.read();
    };
    addEventListener("online", look);
    addEventListener("pagehide", opened.keep);
    document.addEventListener("visibilitychange", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("pagehide", opened.keep);
      document.removeEventListener("visibilitychange", look);
      opened.dispose();
      setFeed(null);
    };
  }, [storeId, memberId, services]);
  return feed;
}
