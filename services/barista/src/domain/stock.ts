/**
 * Bottles and food that are counted at a store. `reserved + free + sold = received`, whatever happens, and none
 * of them is ever below zero; what is found to be missing was never received.
 */
export type Stock = {
  storeId: string;
  itemId: string;
  /** Not counted (any more): nobody is refused for it. */
  isCounted: boolean;
  received: number;
  free: number;
  /** For orders whose ticket is open. */
  reserved: number;
  sold: number;
  changedAt: number;
  version: number;
};

export const noStock = (storeId: string, itemId: string): Stock => ({
  ...{ storeId, itemId, isCounted: false, received: 0, free: 0, reserved: 0, sold: 0 },
  ...{ changedAt: 0, version: 0 },
});

/** Undefined when there is not enough. */
export function reserve(stock: Stock, quantity: number): Stock | undefined {
  if (stock.free < quantity) return undefined;
  return { ...stock, free: stock.free - quantity, reserved: stock.reserved + quantity };
}

export function giveBack(stock: Stock, quantity: number): Stock {
  const reserved = stock.reserved - quantity;
  // Nobody counts it any more: it is no longer among what was received either.
  if (!stock.isCounted) return { ...stock, reserved, received: stock.received - quantity };
  return { ...stock, reserved, free: stock.free + quantity };
}

export const sell = (stock: Stock, quantity: number): Stock => ({
  ...stock,
  reserved: stock.reserved - quantity,
  sold: stock.sold + quantity,
});

/** Made of one piece and thrown away: it will not be sold, and another one goes for it. */
export function spoil(stock: Stock, quantity: number): Stock {
  const gone = Math.min(stock.free, quantity);
  return { ...stock, free: stock.free - gone, received: stock.received - gone };
}

export const receive = (stock: Stock, quantity: number): Stock => ({
  ...stock,
  isCounted: true,
  received: stock.received + quantity,
  free: stock.free + quantity,
});

/** So many stand there, those included that are reserved and not fetched yet; null stops the counting. */
export function count(stock: Stock, standing: number | null): Stock {
  const free = standing === null ? 0 : Math.max(0, standing - stock.reserved);
  return {
    ...stock,
    isCounted: standing !== null,
    free,
    received: stock.reserved + free + stock.sold,
  };
}
