import { type OrderView, timeline } from "@siren/contracts/order";
import { useMoment } from "@siren/web/use-moment";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asOwner } from "../../shared/guest-orders.ts";
import { keys } from "../../shared/query-keys.ts";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";
import { useOrderText } from "./order-texts.ts";

/** Each step with its time, for who wants to know; asked for when it is opened. */
export function Timeline({ order }: { order: OrderView }) {
  const say = useOrderText();
  const stateWords = useText();
  const moment = useMoment();
  const { api } = useServices();
  const [isOpen, setIsOpen] = useState(false);
  const { data } = useQuery({
    queryKey: [...keys.order(order.orderId), "timeline", order.state],
    enabled: isOpen,
    placeholderData: keepPreviousData,
    async queryFn({ signal }) {
      const path = `/order/orders/${encodeURIComponent(order.orderId)}/timeline`;
      const call = { method: "GET", path, answer: timeline, signal, ...asOwner(order.orderId) } as const;
      return (await api(call)).body.entries;
    },
  });
  const entries = data ?? [{ version: 0, state: order.state, at: order.changedAt }];
  return (
    <details className="panel timeline" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>{say("timeline")}</summary>
      <ol>
        {entries.map(({ version, state, at }) => (
          <li key={version}>
            <time dateTime={new Date(at).toISOString()}>{moment(at)}</time>
            <span>{stateWords(state)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}
