import { useEffect, useState } from "react";
import { useServices } from "../../shared/services.ts";
import { type BoardFeed, createBoardFeed } from "./board-feed.ts";

/** A board lives as long as it is looked at; another store's or another person's is a new one. */
export function useBoard(storeId: string, memberId: string): BoardFeed | null {
  const services = useServices();
  const [feed, setFeed] = useState<BoardFeed | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another person at this tablet starts anew
  useEffect(() => {
    const opened = createBoardFeed(storeId, services, services.sounds.newOrder);
    setFeed(opened);
    void opened.start();
    const hurry = () => {
      if (document.visibilityState === "hidden") return;
      opened.hurry();
      void opened.read();
    };
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    return () => {
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", hurry);
      opened.dispose();
      setFeed(null);
    };
  }, [storeId, memberId, services]);
  return feed;
}
