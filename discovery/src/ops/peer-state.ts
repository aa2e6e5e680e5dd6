/** What an operator is shown of one peer. */
export type PeerState = {
  /** Without credentials. */
  readonly url: string;
  readonly isReachable: boolean;
  /** Age of the oldest operation that it was not told yet; 0 when it knows everything. */
  readonly lagMs: number;
  readonly pending: number;
};
