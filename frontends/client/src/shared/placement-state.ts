import type { PlaceOrderRequest } from "@siren/contracts/order";

type Tapped = { request: PlaceOrderRequest; at: number };

export type PlacementState =
  | { phase: "idle" }
  | ({ phase: "sending"; attempt: number } & Tapped)
  /** Nothing was sent. Once there is a connection, the person says whether it is still wanted. */
  | ({ phase: "kept" } & Tapped)
  /**
   * Without an answer that is one: whether the order arrived is not known, and the person decides. `of` is set while
   * somebody else is here, or nobody: only who tapped it can ask.
   */
  | ({ phase: "asking"; error?: unknown; of?: "member" | "guest" } & Tapped)
  /** The person waits no more; the order may have arrived all the same. */
  | ({ phase: "stopped" } & Tapped)
  | { phase: "refused"; error: unknown; request: PlaceOrderRequest }
  /** Until checkout is opened again: the way to the order's page is under way. */
  | { phase: "placed" };
