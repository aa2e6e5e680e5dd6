/** Something a person has to act on: told in one line, without a stack trace. */
export class StackFault extends Error {
  override name = "StackFault";
}

export const codeOf = (fault: unknown): string | undefined =>
  fault instanceof Error && "code" in fault && typeof fault.code === "string" ? fault.code : undefined;

export const messageOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
