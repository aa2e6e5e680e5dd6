import { useEffect } from "react";
import { useToldOrders } from "../shared/called-orders.ts";
import { isOver, titleMark } from "../shared/order-words.ts";
import { pageTitle } from "../shared/page-title.ts";
import { useText } from "../shared/texts.ts";

/** The tab's name, and where it can the icon's badge, say that an order is under way or ready. */
export function OrderMark() {
  const say = useText();
  const orders = useToldOrders();
  const mark = titleMark(orders, say);
  const open = orders.filter(({ state }) => !isOver(state)).length;
  useEffect(() => {
    pageTitle.ofOrder(mark);
    return () => pageTitle.ofOrder(undefined);
  }, [mark]);
  useEffect(() => {
    // Refused where the page is not installed: the tab says it all the same.
    if (open > 0) navigator.setAppBadge?.(open).catch(() => {});
    else navigator.clearAppBadge?.().catch(() => {});
  }, [open]);
  return null;
}
