import { orderPage, orderView } from "@siren/contracts/order";
import { clockTime, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { useServices } from "../../shared/services.ts";
import { Part } from "./desk-parts.tsx";
import { RefundFinder, type Wanted } from "./refund-finder.tsx";
import { RefundPanel } from "./refund-panel.tsx";
import { useRefundText } from "./refund-texts.ts";
import { seoulDay } from "./seoul-time.ts";
import { wholeNumber } from "./whole-number.ts";

/** What is looked for and which order is open stand in the address: a reload finds the same. */
export function RefundsScreen({ storeId }: { storeId: string }) {
  const say = useRefundText();
  const { now } = useServices();
  const [query, setQuery] = useSearchParams();
  const open = query.get("order");
  const wanted: Wanted = {
    day: query.get("day") ?? seoulDay(now()),
    number: wholeNumber(query.get("number") ?? "", { from: 1, to: 999_999 }),
    orderId: query.get("id") ?? "",
  };
  const without = (name: string) => {
    const next = new URLSearchParams(query);
    next.delete(name);
    return next;
  };
  return (
    <Part title={say("refunds")} lead={say("refundsLead")}>
      {open === null ? (
        <>
          <RefundFinder
            key={query.toString()}
            wanted={wanted}
            onFind={({ day, number, orderId }) =>
              setQuery({
                day,
                ...(number !== null && { number: `${number}` }),
                ...(orderId && { id: orderId }),
              })
            }
          />
          <Found
            {...{ storeId, wanted }}
            onOpen={(order) => setQuery({ ...Object.fromEntries(query), order })}
          />
        </>
      ) : (
        <>
          <Button look="bare" data-testid="back-to-orders" onClick={() => setQuery(without("order"))}>
            {say("back")}
          </Button>
          <RefundPanel key={open} orderId={open} />
        </>
      )}
    </Part>
  );
}

type FoundProps = { storeId: string; wanted: Wanted; onOpen: (orderId: string) => void };

function Found({ storeId, wanted, onOpen }: FoundProps) {
  const say = useRefundText();
  const language = useLanguage();
  const { api } = useServices();
  const { day, number, orderId } = wanted;
  const found = useInfiniteQuery({
    queryKey: ["desk", storeId, "orders", day, number, orderId],
    initialPageParam: null as string | null,
    async queryFn({ pageParam, signal }) {
      if (orderId !== "") {
        const path = `/order/orders/${encodeURIComponent(orderId)}`;
        const { body } = await api({ method: "GET", path, answer: orderView, signal });
        return { orders: [body], next: null };
      }
      const query = new URLSearchParams({
        ...{ store: storeId, day },
        ...(number !== null && { number: `${number}` }),
        ...(pageParam !== null && { cursor: pageParam }),
      });
      return (await api({ method: "GET", path: `/order/orders?${query}`, answer: orderPage, signal })).body;
    },
    getNextPageParam: ({ next }) => next,
  });
  if (found.isPending) return <Skeleton height="12rem" />;
  if (found.error && !found.data) return <FailureNote error={found.error} />;
  const orders = found.data?.pages.flatMap((page) => page.orders) ?? [];
  return (
    <>
      {orders.length === 0 ? <p data-testid="no-orders">{say("none")}</p> : null}
      <ul className="desk-group">
        {orders.map((order) => (
          <li key={order.orderId} className="desk-item" data-testid={`found-${order.number}`}>
            <button type="button" className="desk-item-name" onClick={() => onOpen(order.orderId)}>
              <strong>{say("orderOf", { number: order.number, nickname: order.nickname })}</strong>
              <span className="soft">
                {clockTime(order.placedAt, language)} · {say(`state_${order.state}`)}
              </span>
              <span className="desk-price">{won(order.total_krw, language)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.hasNextPage ? (
        <Button look="quiet" busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say("more")}
        </Button>
      ) : null}
    </>
  );
}
