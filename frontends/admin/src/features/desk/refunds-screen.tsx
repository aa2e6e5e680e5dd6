import { orderId as orderIdSchema } from "@siren/contracts/ids";
import { orderPage, orderView } from "@siren/contracts/order";
import { clockTime, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Field } from "@siren/web/ui/field";
import { FailureNote } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { useServices } from "../../shared/services.ts";
import { Part } from "./desk-parts.tsx";
import { RefundPanel } from "./refund-panel.tsx";
import { useRefundText } from "./refund-texts.ts";
import { isDay, seoulDay } from "./seoul-time.ts";
import { wholeNumber } from "./whole-number.ts";

type Wanted = { day: string; number: number | null; orderId: string };

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
          <Finder
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

function Finder({ wanted, onFind }: { wanted: Wanted; onFind: (wanted: Wanted) => void }) {
  const say = useRefundText();
  const { now } = useServices();
  const [typed, setTyped] = useState({
    ...{ day: wanted.day, number: wanted.number === null ? "" : `${wanted.number}`, orderId: wanted.orderId },
  });
  const [isTried, setTried] = useState(false);
  const number = wholeNumber(typed.number, { from: 1, to: 999_999 });
  const orderId = typed.orderId.trim();
  const faults = {
    day: isDay(typed.day) ? undefined : say("dayWrong"),
    number: typed.number.trim() === "" || number !== null ? undefined : say("numberWrong"),
    orderId: orderId === "" || orderIdSchema.safeParse(orderId).success ? undefined : say("orderIdWrong"),
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (!faults.day && !faults.number && !faults.orderId) onFind({ day: typed.day, number, orderId });
  }
  const field = (name: keyof typeof typed) => ({
    ...{ name, label: say(name), value: typed[name], error: isTried ? faults[name] : undefined },
    "data-testid": `find-${name}`,
    onChange: ({ target }: { target: { value: string } }) => setTyped({ ...typed, [name]: target.value }),
  });
  return (
    <form className="desk-card" onSubmit={submit} noValidate>
      <div className="desk-grid" data-three>
        <Field {...field("day")} type="date" max={seoulDay(now())} required />
        <Field {...field("number")} inputMode="numeric" maxLength={6} />
        <Field {...field("orderId")} maxLength={40} autoCapitalize="off" spellCheck={false} />
      </div>
      <Button type="submit" data-testid="find">
        {say("find")}
      </Button>
    </form>
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
