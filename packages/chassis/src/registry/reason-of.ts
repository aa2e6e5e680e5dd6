/** Why, for a log line: a registry that is away is no news that needs a stack. */
export function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
