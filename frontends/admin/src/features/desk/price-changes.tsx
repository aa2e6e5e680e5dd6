import {
  type MenuDesk,
  type NewPrice,
  type PriceChange,
  priceChange,
  priceChangeList,
} from "@siren/contracts/menu-desk";
import { dayAndTime, localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServices } from "../../shared/services.ts";
import { Asked, WriteFailure } from "./desk-parts.tsx";
import { storePath, useMenuAway } from "./desk-queries.ts";
import { usePriceText } from "./price-texts.ts";
import { useKeyedSend } from "./use-keyed-send.ts";

export const changesKey = (storeId: string) => ["desk", storeId, "price-changes"];
const lookAgainMs = 10_000;

/** Those to come, which can be called off, and what became of the others. */
export function PriceChanges({ storeId, desk }: { storeId: string; desk: MenuDesk }) {
  const say = usePriceText();
  const { api } = useServices();
  const away = useMenuAway();
  const client = useQueryClient();
  const send = useKeyedSend();
  const path = `${storePath(storeId)}/price-changes`;
  const changes = useQuery({
    queryKey: changesKey(storeId),
    refetchInterval: lookAgainMs,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path, answer: priceChangeList, signal })).body.changes,
  });
  const callOff = useMutation({
    mutationFn: ({ changeId }: PriceChange) =>
      send({ method: "DELETE", path: `${path}/${encodeURIComponent(changeId)}`, answer: priceChange }),
    onSettled: () => void client.invalidateQueries({ queryKey: changesKey(storeId) }),
  });
  return (
    <Asked query={changes}>
      {(all) => {
        const waiting = all.filter(({ state }) => state === "WAITING").toReversed();
        const past = all.filter(({ state }) => state !== "WAITING");
        return (
          <>
            <section className="desk-group" data-testid="changes-waiting">
              <h2>{say("waiting")}</h2>
              {waiting.length === 0 ? <p className="soft">{say("none")}</p> : null}
              <WriteFailure error={callOff.error} />
              <ul>
                {waiting.map((change) => (
                  <Row key={change.changeId} {...{ change, desk }}>
                    {(time) => (
                      <Button
                        look="quiet"
                        disabled={away !== null}
                        busy={callOff.isPending}
                        aria-label={say("callOffAt", { time })}
                        data-testid="call-off"
                        onClick={() => callOff.mutate(change)}
                      >
                        {say("callOff")}
                      </Button>
                    )}
                  </Row>
                ))}
              </ul>
            </section>
            {past.length > 0 ? (
              <details className="desk-group">
                <summary>{say("past")}</summary>
                <ul data-testid="changes-past">
                  {past.map((change) => (
                    <Row key={change.changeId} {...{ change, desk }} />
                  ))}
                </ul>
              </details>
            ) : null}
          </>
        );
      }}
    </Asked>
  );
}

type RowProps = { change: PriceChange; desk: MenuDesk; children?: (time: string) => ReactNode };

function Row({ change, desk, children }: RowProps) {
  const say = usePriceText();
  const language = useLanguage();
  const time = dayAndTime(change.at, language);
  const isNothing = change.state === "DONE" && change.menuVersion === null;
  return (
    <li className="desk-change" data-testid="price-change" data-state={change.state}>
      <strong>{time}</strong>
      <span>
        {say(isNothing ? "state_NOTHING" : `state_${change.state}`, { n: change.menuVersion ?? "" })}
      </span>
      {change.prices.slice(0, 12).map((price) => (
        <span key={`${price.itemId}/${price.choiceId}`} className="desk-price">
          {nameOf(desk, price, language, say)} {won(price.price_krw, language)}
        </span>
      ))}
      {change.missing.length > 0 ? (
        <span className="soft">{say("missing", { n: change.missing.length })}</span>
      ) : null}
      {children?.(time)}
    </li>
  );
}

function nameOf(
  { items, offMenu }: MenuDesk,
  { itemId, choiceId }: NewPrice,
  language: "ko" | "en",
  say: ReturnType<typeof usePriceText>,
): string {
  const all = [...items, ...offMenu];
  const named = all.find((one) => one.itemId === itemId);
  const item = (named && localised(named.name, language).trim()) || (itemId ?? "");
  if (choiceId === undefined) return item;
  const found = all
    .flatMap(({ optionGroups }) => optionGroups.flatMap((group) => group.choices))
    .find((one) => one.choiceId === choiceId);
  const choice = found ? localised(found.name, language) : choiceId;
  return itemId === undefined ? say("everywhere", { choice }) : say("withItem", { item, choice });
}
