import { phrasebook } from "./phrases.ts";

/** What the auditor says of a verdict: its evidence, what refutes it, and what it waits for. */
export const auditPhrases = {
  // What was counted on the way to a verdict.
  "events-taken": "{n} events were told, and taken with their mark",
  "orders-in-quiet": "{n} orders, their tickets and holds after a time of quiet",
  "items-counted": "{items} items counted, {sold} of {received} sold",
  sales: "{n} sales",
  holds: "{holds} holds, {captured} won captured, {refunded} won refunded",
  "came-to-nothing": "{orders} orders came to nothing, and kept {kept} won",
  begun: "{orders} orders were begun, {card} of them by card",
  "as-quoted": "{orders} orders of {won} won, each as quoted",
  orders: "{n} orders",
  deferred: "{promised} were promised, {open} of {won} won are open",
  "orders-and-tickets": "{orders} orders, {tickets} tickets",
  cups: "{cups} cups, {made} made, {anew} asked for anew",
  "tickets-followed": "{tickets} tickets followed event by event, {cups} cups in somebody's hands",
  "called-off": "{orders} orders called off or moved on, of which nothing was made",
  "ready-whole": "{tickets} tickets were ready, and all of their cups made before",
  "orders-and-steps": "{orders} orders, {steps} steps",
  "orders-and-events": "{orders} orders, {events} events of orders and tickets",
  "order-readings": "{n} readings of orders",
  journals: "{journals} journals of {won} won followed posting by posting, {cards} readings of cards",
  "cards-add-up": "{cards} readings of cards: topped up less what was kept is what they have",
  stars: "{stars} stars for {orders} orders, {accounts} readings of accounts",
  coupons: "{orders} orders with {coupons} coupons",

  // Why nothing can be said just now.
  "nothing-read": "nothing was read yet",
  "not-read": "{service} was not read yet ({stream})",
  "no-answer-since": "{service} has not answered since {at} ({stream})",
  "answers-for": "{service} has answered for {s} s of {of} ({stream})",

  // What breaks a rule: services that disagree, and counted stock.
  "order-and-ticket-differ": "the order is {order}, and {ticket} is {state}",
  "ticket-paid-order-not": "the order is {payment}, and {ticket} was paid at the counter",
  "order-paid-ticket-not": "the order is {payment}, and {ticket} is not paid",
  "payment-and-hold-differ":
    "the payment is {payment}, and the hold {hold}, {owed} won owed, {refunded} refunded",
  "below-zero": "is below zero: {counts}",
  "stock-not-received": "{reserved} reserved, {free} free and {sold} sold of {received}",
  "stock-not-kept": "{reserved} reserved, and tickets keep {kept}",
  "sold-after": "{item} was sold at {store} {ms} ms after it had run out there",

  // Money.
  "captured-often": "captured {times} times, {won} won in all",
  "refunded-beyond": "{won} won more were refunded than taken",
  "kept-beyond": "{won} won kept of a total of {total}",
  "captured-otherwise": "its hold says {hold} won captured, the ledger {ledger}",
  "refunded-otherwise": "its hold says {hold} won refunded, the ledger {ledger}",
  "kept-not-due":
    "{state}: {kept} won kept, and due are {total} less {notMade} not made less {givenBack} given back",
  "captured-for-nothing": "{state}: {captured} won captured, {refunded} refunded",
  "still-held": "{state}, and {held} won are still held",
  "begun-unpaid": "was begun for a {owner} when its payment was {payment}",
  "captured-of-no-order": "{won} won captured, and no order",
  "quoted-otherwise": "{total} won, and quoted were {quoted}",
  "lines-otherwise": "{total} won, and its lines come to {lines}",
  "told-otherwise": "{total} won, and told were {told}",
  "held-otherwise": "{total} won, and held are {held}",
  "deferred-beyond": "{total} won deferred under an allowance of {allowance}",
  "allowance-otherwise":
    "deferred under an allowance of {allowance}, and member announced {announced} as number {version}",
  "allowance-over": "deferred {ms} ms after the allowance had run out",
  "deferred-many": "{orders} orders of {won} won are deferred",
  "not-taken": "{state}, and {won} won were not taken",

  // Tickets and cups.
  "of-ticket": "{ticket}: {why}",
  "tickets-many": "has {n} tickets: {tickets}",
  "ticket-of-no-order": "has a ticket, and no order",
  "no-ticket": "{state}, and no ticket",
  "ticket-of-other-move": "its ticket is that of move {ticketMove}, and it has moved {moves} times",
  "ticket-unwanted": "a ticket, and the order is {state}",
  "cup-twice": "cup {cup} is there twice",
  "cup-made-often": "cup {cup} was made {times} times, and asked for anew {anew} times",
  "cup-never-made": "cup {cup} is done and was never made",
  "cups-beyond": "{cups} cups, and ordered were {ordered}",
  "void-begun": "{ticket} is void, and was begun at {at}",
  "cancelled-begun": "CANCELLED, and {ticket} is {state}",
  "cups-not-made": "{ticket} is {state}, and {left} of {cups} cups are not made",
  "ready-early": "{ticket} was ready at version {version}, with {over} of {cups} cups made",
  "step-out-of-turn": "{type} at version {version}, when it was {state}",
  "claimed-twice": "cup {cup} was claimed at version {version}, and since version {since} somebody has it",
  "made-unasked": "cup {cup} was made again at version {version}, and nobody asked for it anew",

  // Histories, and what was told of them.
  "first-event": "its first event is number {n}",
  "order-events-missing": "order wrote {written} events of it, and {heard} are in its feed",
  "ticket-events-missing": "barista wrote {written} events of {ticket}, and {heard} are in its feed",
  "capture-untold": "member captured {times} times, and told of it {told} times",
  "release-untold": "member released it, and told nobody",
  "refund-untold": "member refunded {won} won, and told of {told}",
  "ticket-gap": "version {version} of {ticket} follows {last}",
  "event-gap": "event {version} ({type}) follows event {last}",
  "begins-elsewhere": "it does not begin with PLACED at version 1",
  "version-gap": "version {version} follows {last}",
  "dated-back": "{state} is dated before {before}",
  "state-out-of-turn": "{before} was followed by {state}",
  "ends-elsewhere": "it is {state}, and its history ends with {last}",
  "ahead-of-version": "its history is ahead of its version {version}",

  // Rewards.
  "stars-otherwise": "has {got} stars and earned {due}: {captured} won captured and {refunded} refunded",
  "stars-missing": "was paid and picked up, and its stars were not counted",
  "coupon-of-nobody": "{coupon} belongs to nobody",
  "coupon-twice": "{coupon} is used by {order} too",

  // Inboxes, the ledger, numbers and cards.
  "not-taken-in": "{type}, event {seq} of {feed}: {consumer} is past it, at {at}, and has no mark of it",
  overdrawn: "leaves {won} won on {account}",
  "first-posting": "its first posting is number {n}",
  "posting-changed": "posting {n} of {account} was another before",
  "posting-breaks":
    "{account}: {before} won after posting {n}, then {amount}, and {after} after posting {next}",
  "journal-unbalanced": "{kind}: its postings come to {won} won",
  "postings-fewer": "has counted {counted} postings, and there is one with the number {n}",
  "balance-otherwise": "has {balance} won, and its last posting {n} ({journal}) left {after}",
  "posting-gap": "posting {n} follows {last}",
  "postings-lost": "{counted} postings are counted, and {n} are there",
  "number-twice": "{number} belongs to {order} too",
  "key-twice": "key {key} of {owner} made {order} too",
  "card-not-left":
    "topped up {toppedUp}, captured {captured}, refunded {refunded}: {left} won should be left, and there are {has}",
  "card-below-zero": "{available} won available and {held} held",
  "holds-otherwise": "{held} won are held, and its open holds come to {open}",
  "stars-not-entered": "has {has} stars of {entered} entered",
} as const;

export const { says, read } = phrasebook(auditPhrases, ["why", "tickets", "number", "stream"]);
