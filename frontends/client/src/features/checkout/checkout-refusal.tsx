import { ApiProblem, isOutOfReach } from "@siren/web/failures";
import { localised, useLanguage } from "@siren/web/i18n";
import { problemWords } from "@siren/web/problem-words";
import { Note } from "@siren/web/ui/note";
import { isOffered } from "../../shared/options.ts";
import { useMember, useServices } from "../../shared/services.ts";
import { useCheckoutText } from "./checkout-texts.ts";
import { timeFrom } from "./pick-up-times.ts";
import { RefusalWays } from "./refusal-ways.tsx";
import type { useCheckout } from "./use-checkout.ts";
import { type WayOn, waysOn, withoutMissing } from "./ways-on.ts";

type Props = {
  checkout: ReturnType<typeof useCheckout>;
  /** Of placing; the quote's own is known. */
  refusal: unknown;
  /** What was agreed to then. */
  agreed_krw: number | undefined;
  onElsewhere: () => void;
};

/** What stands in the way, by the newest word of it: a quote that is good now has settled what placing was told. */
export function CheckoutRefusal({ checkout, refusal, agreed_krw, onElsewhere }: Props) {
  const language = useLanguage();
  const { cart } = useServices();
  const isGuest = useMember() === null;
  const { quoted, menu, lines, storeId, shown, offered, handOver, times, change } = checkout;
  const ofQuote = quoted.error && !isOutOfReach(quoted.error) ? quoted.error : null;
  const isSettled = quoted.isSuccess && !quoted.isFetching && settledByQuote.has(codeOf(refusal));
  const error = ofQuote ?? refusal;
  if (isSettled && !ofQuote) {
    // Another total is said by its own words.
    const isSaid = codeOf(refusal) === "PRICE_CHANGED" && quoted.data?.total_krw !== agreed_krw;
    return isSaid ? null : <SettledRefusal refusal={refusal} />;
  }
  if (!error || !storeId) return null;
  const ofStore = storeId;

  const isHandOverOffered = offered.some(({ kind }) => kind === handOver);
  const hasGone = shown.some((each) => each.isGone);
  const ways = waysOn(error, { isGuest, hasGone, isHandOverOffered });
  const isGone = (line: (typeof lines)[number]) => {
    const item = menu?.items.find(({ itemId }) => itemId === line.itemId);
    return menu !== undefined && (!item || !isOffered(item, line.choiceIds));
  };

  function keep(way: Extract<WayOn, { kind: "remove" }>) {
    return withoutMissing(lines, way, way.itemIds.length + way.choiceIds.length > 0 ? undefined : isGone);
  }

  function names(): string {
    const way = ways.find((each) => each.kind === "remove");
    if (!way) return "";
    const kept = new Set(keep(way));
    return lines
      .filter((line) => !kept.has(line))
      .map((line) => menu?.items.find(({ itemId }) => itemId === line.itemId))
      .map((item) => (item ? localised(item.name, language) : ""))
      .filter((name, at, all) => name !== "" && all.indexOf(name) === at)
      .join(", ");
  }

  function go(way: WayOn): void {
    if (way.kind === "other-store") onElsewhere();
    if (way.kind === "without-coupon") change(ofStore, { couponId: undefined });
    if (way.kind === "take-out") change(ofStore, { handOver: "take-out" });
    if (way.kind === "counter") change(ofStore, { method: "counter" });
    if (way.kind === "later") change(ofStore, { pickUpAt: timeFrom(times, way.from ?? 0) });
    if (way.kind === "remove") {
      const kept = keep(way);
      // From the end, so that what is left keeps its place meanwhile.
      for (const [at, line] of [...lines.entries()].reverse()) {
        const same = kept.find((each) => each.itemId === line.itemId && each.choiceIds === line.choiceIds);
        cart.setQuantity(at, same?.quantity ?? 0);
      }
    }
  }

  return (
    <RefusalWays
      {...{ error, ways, isGuest, missingNames: names() }}
      timeFor={(from) => timeFrom(times, from ?? 0)}
      onWay={go}
    />
  );
}

/** It was tapped and not placed, which a quote that is good by now does not undo. */
function SettledRefusal({ refusal }: { refusal: unknown }) {
  const say = useCheckoutText();
  const { text, code } = problemWords(refusal, useLanguage());
  return (
    <div data-testid="refusal-settled">
      <Note tone="warn">
        <p>{say("wasNotPlaced")}</p>
        <p className="small">{text}</p>
        <small>{code}</small>
      </Note>
    </div>
  );
}

/** What a good quote shows to be over; a new total is said by its own words. */
const settledByQuote: ReadonlySet<string> = new Set([
  ...["PRICE_CHANGED", "SOLD_OUT", "OPTION_INVALID", "STORE_CLOSED", "STORE_PAUSED", "STORE_AT_CAPACITY"],
  ...["BAD_REQUEST", "COUPON_INVALID", "COUPON_USED", "NOT_FOUND"],
]);

const codeOf = (error: unknown): string => (error instanceof ApiProblem ? error.code : "");
