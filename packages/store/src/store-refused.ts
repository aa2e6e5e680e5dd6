/** The store cannot be used as it is. The message is one line for a person: what is wrong and what to do. */
export class StoreRefused extends Error {
  /** Tells the process' runner to print the message alone, and to end as with a bad setting. */
  readonly oneLine = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message.replaceAll(/\s*\n\s*/g, " "), options);
    this.name = "StoreRefused";
  }
}
