/** One server-sent event. Data is one line: JSON never holds a bare line break. */
export function frame(event: string, data: unknown, id?: string): string {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Says that the connection lives; readers of events do not see it. */
export const heartbeatFrame = ":\n\n";
