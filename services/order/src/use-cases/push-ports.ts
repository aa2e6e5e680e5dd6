import type { LocalText } from "@siren/contracts/menu";
import type { PushLanguage, ReadyPush } from "@siren/contracts/push";
import type { Order, Owner } from "../domain/order.ts";

/** A browser that wants to be told. `id` follows from its endpoint, which nobody but it and its service knows. */
export type PushSubscription = {
  id: string;
  owner: Owner;
  endpoint: string;
  p256dh: string;
  auth: string;
  language: PushLanguage;
  /** How often in a row its service would not take a message. */
  refusals: number;
};

/** One message of one READY to one browser, for as long as it is not done: kept as a timer of its own. */
export type Sending = {
  orderId: string;
  /** Of the order when it became ready: ready once more is another READY. */
  version: number;
  subscriptionId: string;
  /** How often it was begun. */
  attempt: number;
  /** Where it goes: its push service may be full, and then nothing has to be read to know that. */
  host: string;
  /** It has waited for its turn, and does not stand behind those that begin to. */
  hasWaited?: true;
};

/** What one transaction may read and change. */
export type PushWork = {
  order(orderId: string): Promise<Order | null>;
  hasOpenOrder(guest: Owner): Promise<boolean>;
  storeName(storeId: string): Promise<LocalText | null>;
  /** The one of this id that the owner has or somebody else had; the oldest beyond `most` of theirs go. */
  put(subscription: Omit<PushSubscription, "refusals">, most: number): Promise<void>;
  of(ownerId: string): Promise<PushSubscription[]>;
  byId(id: string): Promise<PushSubscription | null>;
  noteRefusals(id: string, refusals: number): Promise<void>;
  remove(id: string): Promise<void>;
  /** Looks again at whether somebody has to be told. */
  lookAgain(orderId: string, dueAt: number): Promise<void>;
  /** Sets it, or sets it anew. */
  setSending(sending: Sending, dueAt: number): Promise<void>;
  endSending(sending: Sending): Promise<void>;
};

/** Where a person's page has got to. */
export type PushReads = {
  /** The `n` under which their stream tells of this READY; null while it has none. */
  readyAt(order: Order, version: number): Promise<number | null>;
  /** The highest `n` that a page of theirs has shown. */
  heardUpTo(owner: Owner): Promise<number>;
};

export type PushMessage = {
  to: Pick<PushSubscription, "endpoint" | "p256dh" | "auth">;
  notice: ReadyPush;
  ttlS: number;
  /** A later message of the same topic takes the place of one that was not fetched. */
  topic: string;
};

export type PushAnswer =
  | { kind: "taken" }
  /** There is no such browser any more. */
  | { kind: "gone" }
  | { kind: "refused"; why: string }
  /** `isDown`: it is the whole service that is in trouble. */
  | { kind: "later"; why: string; isDown: boolean; afterMs?: number }
  /** We are leaving; whether it was taken is not known. */
  | { kind: "interrupted" };

export type PushLine = { send(message: PushMessage, interrupted: AbortSignal): Promise<PushAnswer> };
